"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FormEnd } from "@/app/_shared/form-end";
import { NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { REASON_CHARS_MAX } from "@/server/contract/_shared/limits";

type DismissDialogProps = {
  count: number;
  dismissing: { error: unknown; isPending: boolean };
  onDismiss: (reason: string) => void;
  onClose: () => void;
};

/** Takes the reason why messages need nobody any more. */
export function DismissDialog({ count, dismissing, onDismiss, onClose }: DismissDialogProps) {
  const t = useTranslations("undelivered.dismissDialog");
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDismiss(reason.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title", { count })}
      closeLabel={t("cancel")}
    >
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        <p className="text-muted">{t("text")}</p>
        <NameField
          label={t("reason")}
          hint={t("reasonHint")}
          value={reason}
          maxLength={REASON_CHARS_MAX}
          onChange={({ target }) => setReason(target.value)}
        />
        <FormEnd saving={dismissing}>{t("confirm")}</FormEnd>
      </form>
    </Dialog>
  );
}
