"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_settings/frame/confirm-dialog";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import type { InboxDto } from "@/server/contract/_shared/dto";

/** Confirms the replacement of an inbox's identifier: software that has the old one stops working. */
export function RotateIdentifierDialog({ inbox, onClose }: { inbox: InboxDto; onClose: () => void }) {
  const t = useTranslations("settings.publicApi");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const rotate = useSaveMutation(
    trpc.inboxes.rotateIdentifier.mutationOptions(),
    trpc.inboxes.pathFilter(),
    onClose,
  );
  return (
    <ConfirmDialog
      title={t("replaceTitle")}
      text={t("replaceText")}
      words={{ keep: t("keep"), confirm: t("replaceNow"), close: t("close") }}
      error={rotate.error && errorText(rotate.error)}
      isPending={rotate.isPending}
      onConfirm={() => rotate.mutate({ inboxId: inbox.id })}
      onClose={onClose}
    />
  );
}
