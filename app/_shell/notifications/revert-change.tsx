"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { revertPolicyChange } from "@/app/_actions/policy";
import { resultOf } from "@/app/_lib/actions/result-of";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { NotificationDto } from "@/server/contract/member/notification";

type RevertChangeProps = { change: NonNullable<NotificationDto["change"]>; tabIndex: number };

/** Restores the value before a change of a policy, unless the setting has changed again: then it says so. */
export function RevertChange({ change, tabIndex }: RevertChangeProps) {
  const t = useTranslations("settings.policy");
  const n = useTranslations("notifications");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const text = useSettingText();
  const name = text.name(change.setting);
  const { inboxId, id: changeId } = change;
  const revert = useMutation({
    mutationFn: () => resultOf(revertPolicyChange({ inboxId, changeId })),
    onSuccess: () => notify({ text: t("takenBack", { setting: name, value: text.value(change.from) }) }),
    onError: (error) => warn({ text: t("notTakenBack"), detail: errorText(error) }),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries(trpc.notifications.pathFilter()),
        queryClient.invalidateQueries(trpc.inboxes.pathFilter()),
      ]),
  });
  if (!change.isCurrent) return <p className="ps-8.5 pe-2 pb-2 text-muted text-sm">{n("superseded")}</p>;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-label={n("revert", { setting: name })}
      disabled={revert.isPending}
      onClick={() => revert.mutate()}
      className="ms-8.5 mb-2 min-h-6 rounded-xs font-semibold text-accent hover:underline disabled:opacity-55"
    >
      {t("takeBack")}
    </button>
  );
}
