"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { warn } from "@/app/_ui/overlay/toast";
import { SettingSwitch } from "./setting-switch";

/** Whether the account accepts API keys in URLs. */
export function UrlKeys() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: isOn } = useQuery(trpc.tokens.urlKeys.queryOptions());
  const change = useSaveMutation(
    trpc.tokens.changeUrlKeys.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
    trpc.tokens.pathFilter(),
  );
  return (
    <SettingSwitch
      name={t("urlKeys")}
      hint={t("urlKeysHint")}
      isOn={isOn}
      isSaving={change.isPending}
      onChange={(acceptsUrlKeys) => change.mutate({ acceptsUrlKeys })}
    />
  );
}
