"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { warn } from "@/app/_ui/overlay/toast";
import { SettingSwitch } from "./setting-switch";

/** Whether messages of WuKongIM's API are stored whose header does not say it. */
export function UnflaggedMessages() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: storage } = useQuery(trpc.tokens.unflaggedMessages.queryOptions());
  const change = useSaveMutation(
    trpc.tokens.changeUnflaggedMessages.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
    trpc.tokens.pathFilter(),
  );
  return (
    <SettingSwitch
      name={t("unflaggedMessages")}
      hint={t("unflaggedMessagesHint")}
      isOn={storage && storage === "stored"}
      isSaving={change.isPending}
      onChange={(isOn) => change.mutate({ messagesWithoutFlags: isOn ? "stored" : "command" })}
    />
  );
}
