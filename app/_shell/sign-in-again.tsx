"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { startSso } from "@/app/_lib/session/sign-in";
import { Button } from "@/app/_ui/button";

/** Leads to the identity provider, which asks the member to sign in again, and back to this page. `name`: the provider's. */
export function SignInAgain({ name }: { name: string }) {
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
