"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { SecretShown } from "@/app/_settings/webhooks/secret-shown";
import { NEW_WEBHOOK } from "./draft";
import { WebhookForm } from "./webhook-form";

/** Creates an endpoint and shows its secret once. */
export function NewWebhookScreen() {
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  const create = useSaveMutation(
    trpc.webhooks.create.mutationOptions({
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
    trpc.webhooks.pathFilter(),
  );
  return (
    <>
      <PageHead title={t("create")}>{t("createText")}</PageHead>
      {create.data ? (
        <>
          <SecretShown title={t("created")} secret={create.data.secret} />
          <Link
            href={`/settings/webhooks/${create.data.endpoint.id}`}
            className="mt-4 inline-block font-semibold text-accent hover:underline"
          >
            {t("toWebhook")}
          </Link>
        </>
      ) : (
        <WebhookForm
          first={NEW_WEBHOOK}
          isPending={create.isPending}
          error={create.error}
          submitLabel={t("createNow")}
          onSubmit={(draft) => create.mutate(draft)}
        />
      )}
    </>
  );
}
