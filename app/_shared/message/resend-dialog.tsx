"use client";

import { useTranslations } from "next-intl";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";

type ResendDialogProps = {
  /** Messages that are resent, and how many of them are unconfirmed. */
  count: number;
  unconfirmed: number;
  onConfirm: () => void;
  onClose: () => void;
};

/** Confirms that messages are resent which the customer may already have. */
export function ResendDialog({ count, unconfirmed, onConfirm, onClose }: ResendDialogProps) {
  const t = useTranslations("resend");
  return (
    <ConfirmDialog
      title={t("title", { count })}
      text={t("text", { unconfirmed })}
      words={{ keep: t("cancel"), confirm: t("confirm"), close: t("cancel") }}
      error={null}
      isPending={false}
      onConfirm={() => {
        onClose();
        onConfirm();
      }}
      onClose={onClose}
    />
  );
}
