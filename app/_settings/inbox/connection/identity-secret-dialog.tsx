"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { DialogActions } from "@/app/_ui/overlay/dialog-actions";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { SecretDialog } from "./secret-dialog";

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
  const isMaking = rotate.isPending;
  return (
    <SecretDialog
      words={{
        title: t("secretTitle"),
        description: rotate.data ? t("secretShown") : t("secretText"),
        secret: t("secret"),
        close: t("close"),
      }}
      secret={rotate.data?.secret}
      isMaking={isMaking}
      onClose={onClose}
    >
      {rotate.data ? null : (
        <DialogActions
          words={{ cancel: t("cancel"), confirm: t("create") }}
          variant="primary"
          error={rotate.error ? errorText(rotate.error) : null}
          isPending={rotate.isPending}
          onConfirm={() => rotate.mutate({ inboxId: inbox.id })}
          onCancel={() => isMaking || onClose()}
        />
      )}
    </SecretDialog>
  );
}
