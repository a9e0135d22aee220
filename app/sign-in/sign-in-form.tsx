"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { signIn, startSso, textIn, useCredentialsForm } from "@/app/_lib/session/sign-in";
import { PasswordField } from "@/app/_shared/password-field";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { SIGN_IN_EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { REFUSAL_CODES } from "@/server/contract/_shared/refusal";
import { isOfSso, markRetry } from "./target";

type SignInFormProps = { to: string; csrfToken: string; error: string | null };

const isCodeRefusal = (code: string | null): boolean =>
  code === "auth.code_required" || code === "auth.wrong_code";

/** The password was right: the field for the code appears, and nothing is wrong yet. */
const isFirstPrompt = (code: string): boolean => code === "auth.code_required";

/**
 * Email and password, and a two-factor code where the account requires one. It works as a plain form too: with POST, so
 * that nothing is put into the URL.
 */
export function SignInForm({ to, csrfToken, error }: SignInFormProps) {
  const t = useTranslations("signIn");
  const errorText = useSignInErrorText();
  const [needsCode, setNeedsCode] = useState(isCodeRefusal(error));
  /** Whose password was right: only the code is missing. */
  const [known, setKnown] = useState<string | null>(null);
  const { refused, isBusy, onSubmit } = useCredentialsForm(async (form) => {
    const email = textIn(form, "email").trim();
    const answer = await signIn({
      email,
      password: textIn(form, "password"),
      code: textIn(form, "code"),
      callbackUrl: to,
    });
    const lacksCode = "refused" in answer && isCodeRefusal(answer.refused);
    if (lacksCode) setNeedsCode(true);
    setKnown(lacksCode ? email : null);
    return answer;
  }, error);
  const change = () => {
    setKnown(null);
    setNeedsCode(false); // whoever signs in instead may have none
  };
  return (
    <form
      method="post"
      action="/api/auth/callback/credentials"
      onSubmit={onSubmit}
      className="flex flex-col gap-3"
    >
      <input type="hidden" name="csrfToken" value={csrfToken} />
      {/* Without a token the plain form is refused and returns here; the mark shows the reason. */}
      <input type="hidden" name="callbackUrl" value={csrfToken === "" ? markRetry(to) : to} />
      {known === null ? null : <Known email={known} onChange={change} />}
      <div hidden={known !== null} className="flex flex-col gap-3 [&[hidden]]:hidden">
        <Field
          label={t("email")}
          name="email"
          type="email"
          required
          maxLength={SIGN_IN_EMAIL_CHARS_MAX}
          autoComplete="username"
          dir="ltr"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordField label={t("password")} />
      </div>
      {needsCode ? <CodeField /> : null}
      <p role="alert" className="text-bad empty:hidden">
        {refused === null || isFirstPrompt(refused) ? null : errorText(refused)}
      </p>
      <Button variant="primary" size="touch" type="submit" disabled={isBusy}>
        {isBusy ? t("busy") : t("submit")}
      </Button>
    </form>
  );
}

/** Who signs in, and the way back to the fields. */
function Known({ email, onChange }: { email: string; onChange: () => void }) {
  const t = useTranslations("signIn");
  return (
    <p className="flex flex-wrap items-baseline gap-x-2.5">
      <bdi className="wrap-anywhere min-w-0">{t("as", { email })}</bdi>
      <button
        type="button"
        onClick={onChange}
        className="rounded-xs text-accent hover:underline pointer-coarse:min-h-10"
      >
        {t("change")}
      </button>
    </p>
  );
}

/** The two-factor code; the field takes the focus when it appears. */
function CodeField() {
  const t = useTranslations("signIn");
  return (
    <Field
      ref={(field) => field?.focus()}
      label={t("code")}
      name="code"
      required
      maxLength={40}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      dir="ltr"
      hint={t("codeHint")}
    />
  );
}

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

const KNOWN = {
  CredentialsSignin: "wrong",
  "auth.invalid_credentials": "wrong",
  "auth.too_many_attempts": "tooMany",
  "auth.code_required": "code",
  "auth.wrong_code": "wrongCode",
  again: "again",
  SessionRequired: "ended",
} as const;

/** Refusals whose own text says what a person at the form must know. */
const PLAIN: ReadonlySet<string> = new Set(["auth.password_off", "server.maintenance"]);

const isKnown = (code: string): code is keyof typeof KNOWN => Object.hasOwn(KNOWN, code);

/** Returns a function that says why a sign-in was refused. */
function useSignInErrorText(): (code: string) => string {
  const t = useTranslations("signIn.error");
  const refusal = useTranslations("refusal");
  return (code) => {
    if (isKnown(code)) return t(KNOWN[code]);
    const told = REFUSAL_CODES.find((known) => known === code);
    if (told && (isOfSso(told) || PLAIN.has(told))) return refusal(told);
    return t(isOfSso(code) ? "ssoFailed" : "failed");
  };
}
