"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { warn } from "@/app/_ui/overlay/toast";
import { SettingSwitch } from "./setting-switch";

/** Whether Chatwoot's clients get the existing contact when they create one again. */
export function KnownContacts() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: isOn } = useQuery(trpc.tokens.knownContacts.queryOptions());
  const change = useSaveMutation(
    trpc.tokens.changeKnownContacts.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
    trpc.tokens.pathFilter(),
  );
  return (
    <SettingSwitch
      name={t("knownContacts")}
      hint={t("knownContactsHint")}
      isOn={isOn}
      isSaving={change.isPending}
      onChange={(acceptsKnownContacts) => change.mutate({ acceptsKnownContacts })}
    />
  );
}
