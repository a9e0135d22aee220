"use client";

import { FlaskConical } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { requestOnce } from "@/app/_lib/request-once";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { SecretShown } from "@/app/_settings/webhooks/secret-shown";
import { TestDialog } from "@/app/_settings/webhooks/test-dialog";
import { WebhooksLink } from "@/app/_settings/webhooks/webhooks-link";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { NEW_WEBHOOK } from "./draft";
import { WebhookForm } from "./webhook-form";

/** Creates an endpoint and shows its secret once. */
export function NewWebhookScreen() {
  const t = useTranslations("settings.webhooks");
  const trpc = useTRPC();
  const [isTesting, setTesting] = useState(false);
  const create = useSaveMutation(
    trpc.webhooks.create.mutationOptions({
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
    trpc.webhooks.pathFilter(),
  );
  return (
    <>
      <WebhooksLink />
      <PageHead title={t(create.data ? "created" : "create")}>
        {create.data ? null : t("createText")}
      </PageHead>
      {create.data ? (
        <>
          <SecretShown title={t("secret")} secret={create.data.secret} />
          <div className="mt-4 flex flex-wrap items-center gap-4">
            <Button onClick={() => setTesting(true)}>
              <FlaskConical size={15} aria-hidden />
              {t("action.test")}
            </Button>
            <Link
              href={`/settings/webhooks/${create.data.endpoint.id}`}
              className="font-semibold text-accent hover:underline"
            >
              {t("toWebhook")}
            </Link>
          </div>
          {isTesting ? <TestDialog webhook={create.data.endpoint} onClose={() => setTesting(false)} /> : null}
        </>
      ) : (
        <WebhookForm
          first={NEW_WEBHOOK}
          isPending={create.isPending}
          error={create.error}
          submitLabel={t("createNow")}
          onSubmit={(draft) => {
            // The mutation has the error.
            requestOnce("webhook", draft, (clientId) => create.mutateAsync({ ...draft, clientId })).catch(
              () => undefined,
            );
          }}
        />
      )}
    </>
  );
}
