"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DeletePermanentlyDialog } from "@/app/_inbox/thread/actions/delete-permanently-dialog";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import type { Row } from "@/app/_shared/conversation/rows";
import { ActionButton } from "@/app/_shell/keys/action-button";
import { Button } from "@/app/_ui/button";

type InTrashProps = { row: Row; onRestore: () => void; onPurged: () => void };

/** Replaces the composer of a trashed conversation: since when, and buttons to restore or purge it. */
export function InTrash({ row, onRestore, onPurged }: InTrashProps) {
  const t = useTranslations("trash");
  const times = useTimes();
  const me = useMe();
  const [isConfirming, setConfirming] = useState(false);
  const { displayId, trashedAt } = row.conversation;
  return (
    <section
      aria-label={t("title")}
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t bg-bg px-4 py-3"
    >
      <Trash2 size={16} aria-hidden className="text-muted" />
      <p className="min-w-0 flex-1 basis-60">
        <span className="font-medium">{t("inTrash")}</span>{" "}
        <span className="text-muted">
          {trashedAt === null ? null : t("since", { time: times.near(trashedAt) })} {t("text")}
        </span>
      </p>
      {me.role === "administrator" ? (
        <Button variant="danger" onClick={() => setConfirming(true)}>
          {t("deleteForever")}
        </Button>
      ) : null}
      <ActionButton id="restore" onClick={onRestore} />
      {isConfirming ? (
        <DeletePermanentlyDialog
          displayId={displayId}
          onClose={() => setConfirming(false)}
          onBegun={onPurged}
        />
      ) : null}
    </section>
  );
}
