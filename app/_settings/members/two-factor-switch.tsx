"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { Switch } from "@/app/_ui/switch";

/** Whether the account requires two-factor authentication of every member. */
export function TwoFactorSwitch() {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const id = useId();
  const { data } = useQuery(trpc.twoFactor.requirement.queryOptions());
  const change = useSaveMutation(trpc.twoFactor.require.mutationOptions(), trpc.twoFactor.pathFilter());
  if (!data) return null;
  return (
    <div className="mt-6 flex gap-3">
      <Switch
        checked={data.requiresTwoFactor}
        disabled={change.isPending}
        onChange={(requiresTwoFactor) => change.mutate({ requiresTwoFactor })}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-why`}
      />
      <div className="max-w-prose">
        <p id={`${id}-name`} className="font-medium">
          {t("requireTwoFactor")}
        </p>
        <p id={`${id}-why`} className="text-muted text-sm">
          {t("requireTwoFactorText")}
        </p>
        {change.error ? (
          <p role="alert" className="mt-1 text-bad text-sm">
            {errorText(change.error)}
          </p>
        ) : null}
      </div>
    </div>
  );
}
