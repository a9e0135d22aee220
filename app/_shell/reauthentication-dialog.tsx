"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReauthenticationRequest } from "@/app/_lib/session/reauthentication";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState } from "@/app/_shared/load-state";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { ReauthenticationForm } from "./reauthentication-form";
import { SignInAgain } from "./sign-in-again";

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
