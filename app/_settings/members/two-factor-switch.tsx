"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { SwitchChoice } from "@/app/_ui/switch-choice";

/** Whether the account requires two-factor authentication of every member. */
export function TwoFactorSwitch() {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data } = useQuery(trpc.twoFactor.requirement.queryOptions());
  const change = useSaveMutation(trpc.twoFactor.require.mutationOptions(), trpc.twoFactor.pathFilter());
  if (!data) return null;
  return (
    <div className="mt-6">
      <SwitchChoice
        name={t("requireTwoFactor")}
        why={t("requireTwoFactorText")}
        isOn={data.requiresTwoFactor}
        isEnabled={!change.isPending}
        onChange={(requiresTwoFactor) => change.mutate({ requiresTwoFactor })}
      >
        {change.error ? (
          <p role="alert" className="mt-1 text-bad text-sm">
            {errorText(change.error)}
          </p>
        ) : null}
      </SwitchChoice>
    </div>
  );
}
