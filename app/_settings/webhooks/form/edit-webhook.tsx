"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { Webhook } from "@/app/_settings/webhooks/webhook";
import { notify } from "@/app/_ui/overlay/toast";
import { draftOf } from "./draft";
import { WebhookForm } from "./webhook-form";

/** Edits an endpoint. */
export function EditWebhook({ webhook }: { webhook: Webhook }) {
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const update = useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.webhooks.pathFilter());
        notify({ text: t("saved") });
      },
    }),
  );
  return (
    <WebhookForm
      first={draftOf(webhook)}
      isPending={update.isPending}
      error={update.error}
      submitLabel={t("save")}
      onSubmit={({ url, ...draft }) =>
        // A new URL is a sensitive change, the others are not.
        update.mutate({ ...draft, ...(url === webhook.url ? {} : { url }), endpointId: webhook.id })
      }
    />
  );
}
