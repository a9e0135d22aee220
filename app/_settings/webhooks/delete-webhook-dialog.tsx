"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { notify } from "@/app/_ui/overlay/toast";
import type { Webhook } from "./webhook";

type DeleteWebhookDialogProps = {
  webhook: Webhook;
  onDeleting: (isDeleting: boolean) => void;
  onClose: () => void;
};

/** Confirms the deletion of an endpoint, which cannot be undone. */
export function DeleteWebhookDialog({ webhook, onDeleting, onClose }: DeleteWebhookDialogProps) {
  const t = useTranslations("settings.webhooks.delete");
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const remove = useMutation(
    trpc.webhooks.remove.mutationOptions({
      onMutate: () => onDeleting(true),
      onError: () => onDeleting(false),
      onSuccess: () => {
        notify({ text: t("done") });
        router.push("/settings/webhooks");
        void queryClient.invalidateQueries(trpc.webhooks.list.pathFilter());
      },
    }),
  );
  return (
    <ConfirmDialog
      title={t("title")}
      text={t("text")}
      words={{ keep: t("keep"), confirm: t("delete"), close: t("keep") }}
      error={remove.error && errorText(remove.error)}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate({ endpointId: webhook.id })}
      onClose={onClose}
    >
      <p dir="ltr" className="mt-2 font-mono text-sm wrap-anywhere">
        {webhook.url}
      </p>
    </ConfirmDialog>
  );
}
