"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { warn } from "@/app/_ui/overlay/toast";
import { SwitchChoice } from "@/app/_ui/switch";

/** Whether members who reply to an unassigned conversation become its assignee, unless they chose otherwise. */
export function AssignOnReply() {
  const t = useTranslations("settings.account");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: isOn } = useQuery(trpc.account.assignsOnReply.queryOptions());
  const change = useSaveMutation(
    trpc.account.changeAssignsOnReply.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
    trpc.account.pathFilter(),
  );
  return (
    <section aria-label={t("replies")} className="mt-8">
      <h2 className="mb-3 text-md">{t("replies")}</h2>
      <SwitchChoice
        name={t("assignsOnReply")}
        why={t("assignsOnReplyHint")}
        isOn={isOn ?? false}
        isEnabled={isOn !== undefined && !change.isPending}
        onChange={(assignsOnReply) => change.mutate({ assignsOnReply })}
      />
    </section>
  );
}
