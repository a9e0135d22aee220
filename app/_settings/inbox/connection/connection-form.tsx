"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { useUnsavedMark } from "@/app/_settings/frame/use-unsaved-mark";
import type { InboxFormProps } from "@/app/_settings/inbox/general/general-form";
import { changesOf } from "@/app/_shared/dialogs/changes-of";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Field, WholeNumberField } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import {
  ALERT_DOWN_MINUTES,
  ALERT_FAILED_ATTEMPTS,
  ALERT_FAILED_PERCENT,
  ALERT_OVERDUE_MESSAGES,
  ALERT_STUCK_MESSAGES,
  OVERDUE_AFTER_HOURS,
} from "@/server/contract/alert/constants";
import { mayFail, sendingBy } from "@/server/contract/inbox/constants";
import { RETRY_GAP_SECONDS, STUCK_AFTER_MINUTES } from "@/server/contract/message/constants";
import { FirstStatusField } from "./first-status-field";

/** An inbox's callback URL, the initial status of its messages, and when one that is not confirmed is reported. */
export function ConnectionForm({ inbox, onUnsaved }: InboxFormProps) {
  const t = useTranslations("settings.inboxForm");
  const trpc = useTRPC();
  const mark = useUnsavedMark(onUnsaved);
  const { edits, edit, isOvertaken } = useEdits<Pick<InboxDto, "messagesStartAs">>(inbox);
  const messagesStartAs = edits.messagesStartAs ?? inbox.messagesStartAs;
  const update = useSaveMutation(trpc.inboxes.update.mutationOptions(), trpc.inboxes.pathFilter(), () => {
    mark.onSaved();
    notify({ text: t("saved") });
  });
  const hasCallback = sendingBy(inbox.channel) === "callback";
  const hasSender = sendingBy(inbox.channel) === "sender" || inbox.callbackUrl !== null; // messages are pending until it accepts them
  const fails = mayFail(inbox.channel);
  const save = (form: FormData) => {
    // A field that is not shown keeps its value.
    const number = (name: keyof typeof NUMBERS) => Number(form.get(name) ?? inbox[name]);
    const entered = {
      callbackUrl: String(form.get("callbackUrl") ?? inbox.callbackUrl ?? "").trim() || null,
      messagesStartAs,
      stuckAfterMinutes: number("stuckAfterMinutes"),
      retryGapSeconds: number("retryGapSeconds"),
      alertStuckMessages: number("alertStuckMessages"),
      alertDownMinutes: number("alertDownMinutes"),
      overdueAfterHours: number("overdueAfterHours"),
      alertOverdueMessages: number("alertOverdueMessages"),
      alertFailedAttempts: number("alertFailedAttempts"),
      alertFailedPercent: number("alertFailedPercent"),
    };
    update.mutate({ inboxId: inbox.id, ...changesOf(inbox, entered) });
  };
  return (
    <SaveForm
      label={t("connection")}
      save={t("save")}
      saving={update}
      onSave={save}
      isOvertaken={isOvertaken}
      mark={mark}
    >
      {hasCallback || !hasSender ? (
        <Group title={t("sending")}>
          {hasCallback ? (
            <Field
              label={t("callbackUrl")}
              name="callbackUrl"
              type="url"
              defaultValue={inbox.callbackUrl ?? ""}
              maxLength={URL_CHARS_MAX}
              placeholder="https://"
              autoComplete="off"
              hint={t("callbackUrlHint")}
            />
          ) : null}
          {inbox.callbackUrl === null ? null : <InboxNumberField inbox={inbox} of="alertDownMinutes" />}
          {hasSender ? null : (
            <FirstStatusField
              value={messagesStartAs}
              onChange={(status) => edit({ messagesStartAs: status })}
            />
          )}
        </Group>
      ) : null}
      <Group title={t("unconfirmed")}>
        <Pair>
          {hasSender || messagesStartAs === "pending" ? (
            <InboxNumberField inbox={inbox} of="stuckAfterMinutes" />
          ) : null}
          <InboxNumberField inbox={inbox} of="alertStuckMessages" />
        </Pair>
      </Group>
      <Group title={t("overdue")}>
        <Pair>
          <InboxNumberField inbox={inbox} of="overdueAfterHours" />
          <InboxNumberField inbox={inbox} of="alertOverdueMessages" />
        </Pair>
      </Group>
      {fails ? (
        <Group title={t("failed")}>
          <Pair>
            <InboxNumberField inbox={inbox} of="alertFailedAttempts" />
            <InboxNumberField inbox={inbox} of="alertFailedPercent" />
          </Pair>
          <InboxNumberField inbox={inbox} of="retryGapSeconds" />
        </Group>
      ) : null}
    </SaveForm>
  );
}

type GroupProps = { title: string; children: ReactNode };

/** The settings of one subject, with its heading. */
const Group = ({ title, children }: GroupProps) => (
  <fieldset className="mb-2 flex flex-col gap-3">
    <legend className="mb-2 font-semibold text-md">{title}</legend>
    {children}
  </fieldset>
);

/** A limit and the number from which it alerts, side by side where there is room. */
const Pair = ({ children }: { children: ReactNode }) => (
  <div className="grid gap-3 sm:grid-cols-2">{children}</div>
);

/** Each with the key of its texts, and its limit. */
const NUMBERS = {
  stuckAfterMinutes: { text: "stuckAfter", max: STUCK_AFTER_MINUTES.max },
  retryGapSeconds: { text: "retryGap", max: RETRY_GAP_SECONDS.max },
  alertStuckMessages: { text: "alertStuck", max: ALERT_STUCK_MESSAGES.max },
  alertDownMinutes: { text: "alertDown", max: ALERT_DOWN_MINUTES.max },
  overdueAfterHours: { text: "overdueAfter", max: OVERDUE_AFTER_HOURS.max },
  alertOverdueMessages: { text: "alertOverdue", max: ALERT_OVERDUE_MESSAGES.max },
  alertFailedAttempts: { text: "alertFailedAttempts", max: ALERT_FAILED_ATTEMPTS.max },
  alertFailedPercent: { text: "alertFailedPercent", max: ALERT_FAILED_PERCENT.max },
} as const;

/** A number among an inbox's settings. */
function InboxNumberField({ inbox, of }: { inbox: InboxDto; of: keyof typeof NUMBERS }) {
  const t = useTranslations("settings.inboxForm");
  const { text, max } = NUMBERS[of];
  return (
    <WholeNumberField label={t(text)} name={of} defaultValue={inbox[of]} max={max} hint={t(`${text}Hint`)} />
  );
}
