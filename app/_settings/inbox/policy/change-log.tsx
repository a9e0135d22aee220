"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { revertPolicyChange } from "@/app/_actions/transitions";
import { resultOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { policyChangesOf } from "@/app/_settings/queries";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import type { PolicyChangeDto } from "@/server/contract/inbox/setting-change";
import { ChangeLine, LogButton } from "./change-line";
import { POLICY_FORM } from "./policy-form";
import { useShowSaved } from "./use-show-saved";

type ChangeLogProps = { inboxId: number; onEdit: (edit: Partial<PolicyDto>) => void };

/**
 * The changes of an inbox's policy, with their actors and reasons. The last change of a setting can be reverted
 * immediately; an older value is put into the form for editing.
 */
export function ChangeLog({ inboxId, onEdit }: ChangeLogProps) {
  const t = useTranslations("settings.policy");
  const trpc = useTRPC();
  const log = useInfiniteQuery(policyChangesOf(trpc, inboxId));
  const changes = log.data?.pages.flatMap((page) => page.data);
  const editOldValue = ({ setting, from }: PolicyChangeDto) => {
    onEdit({ [setting]: from });
    document.getElementById(POLICY_FORM)?.scrollIntoView({ block: "center" });
  };
  return (
    <section id="changes" className="mt-9">
      <h2 className="mb-1 text-base">{t("changes")}</h2>
      {changes === undefined ? <LoadState error={log.error} onRetry={log.refetch} /> : null}
      {changes?.length === 0 ? <p className="text-muted">{t("noChanges")}</p> : null}
      <ol>
        {changes?.map((change, at) => (
          <ChangeLine key={change.id} change={change}>
            {isLast(changes, at) ? (
              <RevertButton change={change} />
            ) : (
              <LogButton onClick={() => editOldValue(change)}>{t("putBack")}</LogButton>
            )}
          </ChangeLine>
        ))}
      </ol>
      <MoreButton list={log}>{t("moreChanges")}</MoreButton>
    </section>
  );
}

/** Whether it is the last change of its setting: the newest come first. */
const isLast = (changes: readonly PolicyChangeDto[], at: number): boolean =>
  changes.findIndex((change) => change.setting === changes[at]?.setting) === at;

/** Immediately restores the value of a setting before its last change. That is a change too, and can be reverted. */
function RevertButton({ change: { id, inboxId, setting, from } }: { change: PolicyChangeDto }) {
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
