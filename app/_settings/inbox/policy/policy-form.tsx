"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { changePolicy } from "@/app/_actions/transitions";
import { resultOf, useErrorText } from "@/app/_lib/refusal-text";
import { Button } from "@/app/_ui/button";
import { FIELD } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { Segmented } from "@/app/_ui/segmented";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { REASON_CHARS_MAX } from "@/server/contract/_shared/limits";
import { BotQuestion } from "./bot-question";
import { PolicySwitch, SettingName } from "./policy-switch";
import type { PolicyDraft } from "./use-policy-draft";
import { useShowSaved } from "./use-show-saved";

/** The form's id in the page. */
export const POLICY_FORM = "policy";

/** The settings that decide a conversation's status, saved together with the reason. */
export function PolicyForm({ inbox, draft }: { inbox: InboxDto; draft: PolicyDraft }) {
  const t = useTranslations("settings.policy");
  const p = useTranslations("policy");
  const showSaved = useShowSaved();
  const errorText = useErrorText();
  const save = useMutation({
    mutationFn: (input: Parameters<typeof changePolicy>[0]) => resultOf(changePolicy(input)),
    onSuccess: async (saved) => {
      await showSaved(saved);
      notify({ text: t("saved") });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const typedIn = () => String(new FormData(form).get("reason"));
    const typed = typedIn();
    const clear = () => {
      if (typedIn() === typed) form.reset(); // else it is the reason of what is saved next
    };
    const reason = typed.trim() || null;
    save.mutate({ inboxId: inbox.id, ...draft.changes, reason }, { onSuccess: clear });
  };
  const hasChanges = draft.changed.length > 0;
  return (
    <form id={POLICY_FORM} method="post" onSubmit={submit}>
      <h2 className="text-base">{t("settings")}</h2>
      <PolicySwitch setting="botEnabled" draft={draft} />
      {draft.policy.botEnabled && !inbox.policy.botEnabled ? (
        <BotQuestion inbox={inbox} draft={draft} />
      ) : (
        <PolicySwitch setting="botTakesReopened" draft={draft} isIndented />
      )}
      <PolicySwitch setting="startAsPending" draft={draft} />
      <PolicySwitch setting="callerStatusWins" draft={draft} />
      <div className="border-line border-b py-3.5 pl-11.5">
        <p className="font-medium">
          <SettingName
            setting="onMessageAfterResolve"
            isChanged={draft.changed.includes("onMessageAfterResolve")}
          />
        </p>
        <div className="mt-2">
          <Segmented
            label={p("setting.onMessageAfterResolve.name")}
            value={draft.policy.onMessageAfterResolve}
            onChange={(onMessageAfterResolve) => draft.set({ onMessageAfterResolve })}
            options={[
              { value: "reopen", label: p("afterResolve.reopen") },
              { value: "newConversation", label: p("afterResolve.newConversation") },
            ]}
          />
        </div>
      </div>
      <label htmlFor="policy-reason" className="mt-5 mb-1 block font-medium">
        {t("reason")}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id="policy-reason"
          name="reason"
          maxLength={REASON_CHARS_MAX}
          autoComplete="off"
          dir="auto"
          placeholder={t("reasonPlaceholder")}
          className={`${FIELD} flex-1 basis-40`}
        />
        <Button variant="primary" type="submit" disabled={!hasChanges || save.isPending} className="h-8.5">
          {t("save")}
        </Button>
        {hasChanges ? (
          <Button variant="ghost" onClick={draft.clear} className="h-8.5">
            {t("discard")}
          </Button>
        ) : null}
      </div>
      {save.error ? (
        <p role="alert" className="mt-2 text-bad">
          {errorText(save.error)}
        </p>
      ) : null}
    </form>
  );
}
