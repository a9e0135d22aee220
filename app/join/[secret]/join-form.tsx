"use client";

import { useTranslations } from "next-intl";
import { signInByLink, textIn, useCredentialsForm } from "@/app/_lib/session/sign-in";
import { PasswordField } from "@/app/_shared/password-field";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { PASSWORD_CHARS } from "@/server/contract/credentials/constants";

const KNOWN = {
  "link.invalid": "gone",
  "input.invalid": "short",
  "auth.common_password": "common",
  "auth.too_many_attempts": "tooMany",
} as const;

const isKnown = (code: string): code is keyof typeof KNOWN => Object.hasOwn(KNOWN, code);

type JoinFormProps = { secret: string; email: string; csrfToken: string };

/** Sets a password and signs in. It works as a plain form too, as the sign-in form does. */
export function JoinForm({ secret, email, csrfToken }: JoinFormProps) {
  const t = useTranslations("join");
  const refusal = useTranslations("refusal");
  const { refused, isBusy, onSubmit } = useCredentialsForm(async (form) => {
    const answer = await signInByLink({ secret, password: textIn(form, "password"), callbackUrl: "/inbox" });
    // The password is set; the sign-in page requires the two-factor code.
    const needsCode = "refused" in answer && answer.refused === "auth.code_required";
    return needsCode ? { to: "/sign-in?error=auth.code_required" } : answer;
  });
  return (
    <form method="post" action="/api/auth/callback/link" onSubmit={onSubmit} className="flex flex-col gap-3">
      <input type="hidden" name="csrfToken" value={csrfToken} />
      <input type="hidden" name="callbackUrl" value="/inbox" />
      <input type="hidden" name="secret" value={secret} />
      <Field label={t("email")} type="email" value={email} readOnly autoComplete="username" dir="ltr" />
      <PasswordField isNew label={t("password")} hint={t("passwordHint", { min: PASSWORD_CHARS.min })} />
      <p role="alert" className="text-bad empty:hidden">
        {refused === null
          ? null
          : refused === "server.maintenance"
            ? refusal(refused)
            : t(`error.${isKnown(refused) ? KNOWN[refused] : "failed"}`)}
      </p>
      <Button variant="primary" size="touch" type="submit" disabled={isBusy}>
        {isBusy ? t("busy") : t("submit")}
      </Button>
    </form>
  );
}
