"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import type { ReauthenticationRequest } from "@/app/_lib/session/reauthentication";
import { textIn } from "@/app/_lib/session/use-credentials-form";
import { useTRPC } from "@/app/_lib/trpc";
import { PasswordField } from "@/app/_shared/password-field";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";

type FormProps = { request: ReauthenticationRequest; hasPassword: boolean; hasCode: boolean };

/** Asks for the password, or a code of the second factor. */
export function ReauthenticationForm({ request, hasPassword, hasCode }: FormProps) {
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
