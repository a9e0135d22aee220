"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { DialogActions } from "@/app/_ui/overlay/dialog-actions";
import { guardLeaving } from "./guard-leaving";

type LeaveGuardProps = {
  isUnsaved: boolean;
  /** The path below which nothing is lost; default: the current one. */
  page?: string;
};

/** Asks before a page is left whose form has changes that are not saved. */
export function LeaveGuard({ isUnsaved, page }: LeaveGuardProps) {
  const t = useTranslations("leave");
  const path = usePathname();
  const { push } = useRouter();
  const [leaving, setLeaving] = useState<{ go: () => void } | null>(null);
  const kept = page ?? path;
  useEffect(() => {
    if (isUnsaved) return guardLeaving({ page: kept, push, ask: (go) => setLeaving({ go }) });
  }, [isUnsaved, kept, push]);
  const stay = () => setLeaving(null);
  if (leaving === null) return null;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && stay()} title={t("title")} closeLabel={t("stay")}>
      <p className="text-muted">{t("text")}</p>
      <DialogActions
        words={{ cancel: t("stay"), confirm: t("discard") }}
        variant="danger"
        error={null}
        isPending={false}
        onConfirm={() => {
          stay();
          leaving.go();
        }}
        onCancel={stay}
      />
    </Dialog>
  );
}
