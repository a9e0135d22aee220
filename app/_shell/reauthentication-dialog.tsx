"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import type { ReauthenticationRequest } from "@/app/_lib/session/reauthentication";
import { startSso } from "@/app/_lib/session/sign-in";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { ReauthenticationForm } from "./reauthentication-form";

/**
 * Asks for the member's password, a code of their second factor, or a new sign-in at the identity provider. Loaded on demand,
 * hence the default export.
 */
export default function ReauthenticationDialog({ request }: { request: ReauthenticationRequest }) {
  const t = useTranslations("reauthentication");
  const trpc = useTRPC();
  const { data: ways, error, refetch } = useQuery(trpc.me.identification.queryOptions());
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => isOpen || request.settle(false)}
      title={t("title")}
      description={t("text")}
      closeLabel={t("close")}
    >
      {ways ? null : <LoadState error={error} onRetry={refetch} />}
      {ways && (ways.hasPassword || ways.hasCode || ways.ssoName === null) ? (
        <ReauthenticationForm request={request} hasPassword={ways.hasPassword} hasCode={ways.hasCode} />
      ) : null}
      {ways?.ssoName ? <SignInAgain name={ways.ssoName} /> : null}
    </Dialog>
  );
}

/** Leads to the identity provider, which asks the member to sign in again, and back to this page. `name`: the provider's. */
function SignInAgain({ name }: { name: string }) {
  const t = useTranslations("reauthentication");
  const errorText = useErrorText();
  const start = useMutation({
    mutationFn: () => startSso({ callbackUrl: `${location.pathname}${location.search}`, isAgain: true }),
    onSuccess: (answer) =>
      location.assign("to" in answer ? answer.to : `/sign-in?error=${encodeURIComponent(answer.refused)}`),
  });
  return (
    <div className="mt-3 flex flex-col gap-2 border-line border-t pt-3">
      <p className="text-muted">{t("signInAgainText")}</p>
      {start.error ? (
        <p role="alert" className="text-bad">
          {errorText(start.error)}
        </p>
      ) : null}
      <Button disabled={start.isPending} onClick={() => start.mutate()}>
        {t("signInAgain", { name })}
      </Button>
    </div>
  );
}
