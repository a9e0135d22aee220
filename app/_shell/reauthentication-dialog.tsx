"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import type { ReauthenticationRequest } from "@/app/_lib/session/reauthentication";
import { startSso, textIn } from "@/app/_lib/session/sign-in";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState } from "@/app/_shared/load-state";
import { PasswordField } from "@/app/_shared/password-field";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";

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

type FormProps = { request: ReauthenticationRequest; hasPassword: boolean; hasCode: boolean };

/** Asks for the password, or a code of the second factor. */
function ReauthenticationForm({ request, hasPassword, hasCode }: FormProps) {
  const t = useTranslations("reauthentication");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [byCode, setByCode] = useState(!hasPassword && hasCode);
  const confirm = useMutation({
    ...trpc.me.reauthenticate.mutationOptions({ onSuccess: () => request.settle(true) }),
    gcTime: 0, // the password is discarded
  });
  const error = confirm.error ? errorText(confirm.error) : undefined;
  const submit = (form: FormData) =>
    confirm.mutate(byCode ? { code: textIn(form, "code") } : { password: textIn(form, "password") });
  return (
    <form
      method="post"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation(); // of React's tree: the dialog may be opened from another form
        submit(new FormData(event.currentTarget));
      }}
    >
      {byCode ? (
        <Field
          key="code"
          autoFocus
          label={t("code")}
          name="code"
          required
          maxLength={100}
          autoComplete="one-time-code"
          dir="ltr"
          hint={t("codeHint")}
          error={error}
        />
      ) : (
        <PasswordField key="password" autoFocus label={t("password")} error={error} />
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {hasPassword && hasCode ? (
          <Button
            variant="ghost"
            className="mr-auto"
            onClick={() => {
              setByCode(!byCode);
              confirm.reset();
            }}
          >
            {byCode ? t("usePassword") : t("useCode")}
          </Button>
        ) : null}
        <Button onClick={() => request.settle(false)}>{t("cancel")}</Button>
        <Button variant="primary" type="submit" disabled={confirm.isPending}>
          {t("confirm")}
        </Button>
      </div>
    </form>
  );
}
