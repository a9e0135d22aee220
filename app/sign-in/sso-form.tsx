"use client";

import { useTranslations } from "next-intl";
import { startSso } from "@/app/_lib/session/sign-in";
import { useCredentialsForm } from "@/app/_lib/session/use-credentials-form";
import { Button } from "@/app/_ui/button";
import { useSignInErrorText } from "./error-text";
import { markRetry } from "./target";

type SsoFormProps = {
  /** Of the identity provider. */
  name: string;
  to: string;
  csrfToken: string;
  error: string | null;
  /** There is no other way to sign in. */
  isOnly: boolean;
};

/** Leads to the identity provider. It works as a plain form too. */
export function SsoForm({ name, to, csrfToken, error, isOnly }: SsoFormProps) {
  const t = useTranslations("signIn");
  const errorText = useSignInErrorText();
  const { refused, isBusy, onSubmit } = useCredentialsForm(() => startSso({ callbackUrl: to }), error);
  return (
    <form method="post" action="/api/auth/signin/oidc" onSubmit={onSubmit} className="flex flex-col gap-3">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      {/* Without a token the plain form is refused and returns here; the mark shows the reason. */}
      <input type="hidden" name="callbackUrl" value={csrfToken === "" ? markRetry(to) : to} />
      <p role="alert" className="text-bad empty:hidden">
        {refused === null ? null : errorText(refused)}
      </p>
      <Button variant={isOnly ? "primary" : "plain"} size="touch" type="submit" disabled={isBusy}>
        {isBusy ? t("busy") : t("continueWith", { name })}
      </Button>
    </form>
  );
}
