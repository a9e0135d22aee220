"use client";

import { MailWarning } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import DialogWindow from "@/app/_ui/overlay/dialog-window";
import { OutboxList } from "./outbox-list";
import { useUnsentEntries } from "./use-outbox-actions";

/** How many messages were not sent, with a list of them; nothing if all were. */
export function OutboxMark() {
  const t = useTranslations("outbox");
  const entries = useUnsentEntries();
  const [isOpen, setOpen] = useState(false);
  const isRefused = entries.some(({ state }) => state === "refused");
  if (entries.length === 0 && !isOpen) return null;
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className={`mt-1 flex w-full items-start gap-2 rounded-s px-2 py-1.5 text-left text-sm hover:underline pointer-coarse:py-2.5 ${isRefused ? "bg-bad-soft text-bad" : "bg-warn-soft text-warn"}`}
      >
        <MailWarning size={14} aria-hidden className="mt-0.5 shrink-0" />
        {t("count", { count: entries.length })}
      </button>
      <DialogWindow
        open={isOpen}
        onOpenChange={setOpen}
        title={t("title")}
        description={t("description")}
        closeLabel={t("close")}
      >
        <OutboxList entries={entries} onLeave={() => setOpen(false)} />
      </DialogWindow>
    </>
  );
}
