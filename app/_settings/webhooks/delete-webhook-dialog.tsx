"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
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
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title")}
      description={t("text")}
      closeLabel={t("keep")}
    >
      <p dir="ltr" className="font-mono text-sm wrap-anywhere">
        {webhook.url}
      </p>
      {remove.error ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {errorText(remove.error)}
        </p>
      ) : null}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("keep")}</Button>
        <Button
          variant="danger"
          disabled={remove.isPending}
          onClick={() => remove.mutate({ endpointId: webhook.id })}
        >
          {t("delete")}
        </Button>
      </div>
    </Dialog>
  );
}
