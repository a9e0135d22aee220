"use client";

import { type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { textIn } from "@/app/_lib/session/use-credentials-form";
import { PasswordField } from "@/app/_shared/password-field";
import { Button } from "@/app/_ui/button";

type PasswordStepProps<T, E> = {
  /** The mutation that the password authorises. */
  options: UseMutationOptions<T, E, { password: string }>;
  onDone: (answer: T) => unknown;
};

/** Requests the member's password before a change that an open window alone must not allow. */
export function PasswordStep<T, E>({ options, onDone }: PasswordStepProps<T, E>) {
  const t = useTranslations("settings.profile.twoFactor");
  const errorText = useErrorText();
  const start = useMutation({ ...options, gcTime: 0 }); // passwords and secrets are discarded
  return (
    <form
      method="post"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate(
          { password: textIn(new FormData(event.currentTarget), "password") },
          { onSuccess: onDone },
        );
      }}
    >
      <PasswordField label={t("password")} error={start.error ? errorText(start.error) : undefined} />
      <Button variant="primary" type="submit" disabled={start.isPending} className="self-end">
        {t("go")}
      </Button>
    </form>
  );
}
