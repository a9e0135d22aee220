"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { revertPolicyChange } from "@/app/_actions/policy";
import { resultOf } from "@/app/_lib/actions/result-of";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { PolicyChangeDto } from "@/server/contract/inbox/setting-change";
import { LogButton } from "./change-line";
import { useShowSaved } from "./use-show-saved";

/** Immediately restores the value of a setting before its last change. That is a change too, and can be reverted. */
export function RevertButton({ change: { id, inboxId, setting, from } }: { change: PolicyChangeDto }) {
  const t = useTranslations("settings.policy");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const showSaved = useShowSaved();
  const errorText = useErrorText();
  const text = useSettingText();
  const revert = useMutation({
    mutationFn: () => resultOf(revertPolicyChange({ inboxId, changeId: id })),
    onSuccess: async (saved) => {
      notify({ text: t("takenBack", { setting: text.name(setting), value: text.value(from) }) });
      await showSaved(saved);
    },
    onError: async (error) => {
      warn({ text: t("notTakenBack"), detail: errorText(error) });
      await queryClient.invalidateQueries(trpc.inboxes.pathFilter());
    },
  });
  return (
    <LogButton disabled={revert.isPending} onClick={() => revert.mutate()}>
      {t("takeBack")}
    </LogButton>
  );
}
