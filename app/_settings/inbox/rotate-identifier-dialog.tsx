"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
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
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("replaceTitle")}
      description={t("replaceText")}
      closeLabel={t("close")}
    >
      {rotate.error ? (
        <p role="alert" className="text-bad text-sm">
          {errorText(rotate.error)}
        </p>
      ) : null}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("keep")}</Button>
        <Button
          variant="danger"
          disabled={rotate.isPending}
          onClick={() => rotate.mutate({ inboxId: inbox.id })}
        >
          {t("replaceNow")}
        </Button>
      </div>
    </Dialog>
  );
}
