"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { useReopenLive } from "@/app/_lib/live/live";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { signIn } from "@/app/_lib/session/sign-in";
import { useTRPC } from "@/app/_lib/trpc";
import { PasswordField } from "@/app/_shared/password-field";
import { useRenewPush } from "@/app/_shell/notifications/push";
import { Button } from "@/app/_ui/button";
import { notify } from "@/app/_ui/overlay/toast";
import { PASSWORD_CHARS } from "@/server/contract/credentials/constants";

/** Changes the password. That ends every session, so this window signs in again. */
export function PasswordForm() {
  const t = useTranslations("settings.profile");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const me = useMe();
  const beginAnew = useBeginAnew();
  const change = useMutation(
    trpc.me.changePassword.mutationOptions({
      onSuccess: async (_, { password }) => {
        // The password is changed, also where the sign-in with it does not arrive.
        const answer = await signIn({ email: me.email, password, callbackUrl: "/settings/profile" }).catch(
          () => null,
        );
        if (!answer || !("to" in answer)) return location.assign("/sign-in");
        notify({ text: t("passwordChanged") });
        beginAnew();
      },
      gcTime: 0, // passwords are discarded
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    change.mutate(
      { current: String(given.get("current")), password: String(given.get("password")) },
      { onSuccess: () => form.reset() },
    );
  };
  const isWrong = refusalCodeOf(change.error) === "auth.wrong_password";
  return (
    <section aria-labelledby="password">
      <h2 id="password" className="text-md">
        {t("password")}
      </h2>
      <form method="post" onSubmit={submit} className="mt-4 flex flex-col gap-4">
        <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
        <PasswordField
          label={t("current")}
          name="current"
          error={isWrong ? errorText(change.error) : undefined}
        />
        <PasswordField
          isNew
          label={t("next")}
          hint={t("nextHint", { min: PASSWORD_CHARS.min })}
          error={change.error && !isWrong ? errorText(change.error) : undefined}
        />
        <Button type="submit" disabled={change.isPending} className="self-start">
          {t("changePassword")}
        </Button>
      </form>
    </section>
  );
}

/** Returns a function that begins anew what ended with the session before: the live stream, and pushes to this browser. */
function useBeginAnew(): () => void {
  const reopenLive = useReopenLive();
  const renewPush = useRenewPush();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => {
    reopenLive();
    void queryClient.invalidateQueries(trpc.me.sessions.queryFilter());
    void renewPush().then(() =>
      queryClient.invalidateQueries(trpc.notificationSettings.devices.queryFilter()),
    );
  };
}
