"use client";

import { LogIn } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useOrigin } from "@/app/_lib/use-origin";
import { CopyBlock } from "@/app/_shared/copy-block";
import { Button } from "@/app/_ui/button";
import type { InboxDto } from "@/server/contract/_shared/dto";

const RESULTS = ["done", "denied", "expired", "failed", "no_refresh_token"] as const;

/** Signs in to the mailbox of an inbox with its provider, and the address that the provider's app needs for that. */
export function MailboxSignIn({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.mailboxSignIn");
  const origin = useOrigin();
  const shown = useSearchParams().get("signIn");
  const result = RESULTS.find((one) => one === shown);
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="max-w-prose text-muted">{t("text")}</p>
      <div className="w-full">
        <CopyBlock label={t("redirectUrl")} value={`${origin}/api/mailbox/callback`} />
      </div>
      {/* A navigation of the whole page: the route redirects to the provider. */}
      <Button variant="primary" onClick={() => location.assign(`/api/mailbox/sign-in?inbox=${inbox.id}`)}>
        <LogIn size={15} aria-hidden />
        {t("signIn")}
      </Button>
      {result ? (
        <p role="status" className={result === "done" ? "text-ok" : "text-bad"}>
          {t(`result.${result}`)}
        </p>
      ) : null}
    </div>
  );
}
