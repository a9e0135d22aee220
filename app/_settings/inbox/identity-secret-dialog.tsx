"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { CopyField } from "@/app/_shared/copy-field";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import type { InboxDto } from "@/server/contract/_shared/dto";

/** Creates the secret that signs identifiers, and shows it once. */
export function IdentitySecretDialog({ inbox, onClose }: { inbox: InboxDto; onClose: () => void }) {
  const t = useTranslations("settings.publicApi");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const rotate = useSaveMutation(
    trpc.inboxes.rotateIdentitySecret.mutationOptions({
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
    trpc.inboxes.pathFilter(),
  );
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("secretTitle")}
      description={rotate.data ? t("secretShown") : t("secretText")}
      closeLabel={t("close")}
    >
      {rotate.data ? (
        <CopyField label={t("secret")} value={rotate.data.secret} />
      ) : (
        <>
          {rotate.error ? (
            <p role="alert" className="text-bad text-sm">
              {errorText(rotate.error)}
            </p>
          ) : null}
          <div className="mt-4 flex justify-end gap-2">
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button
              variant="primary"
              disabled={rotate.isPending}
              onClick={() => rotate.mutate({ inboxId: inbox.id })}
            >
              {t("create")}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
