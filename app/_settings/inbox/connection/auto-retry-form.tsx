"use client";

import { useTranslations } from "next-intl";
import { useId, useRef } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { useUnsavedMark } from "@/app/_settings/frame/use-unsaved-mark";
import type { InboxFormProps } from "@/app/_settings/inbox/general/general-form";
import { changesOf, withListChanges } from "@/app/_shared/dialogs/changes-of";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { TextArea, WholeNumberField } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { SwitchChoice } from "@/app/_ui/switch";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { AUTO_RETRY_HOURS, AUTO_RETRY_LIMIT, TRANSIENT_ERRORS } from "@/server/contract/message/constants";

const NUMBERS = [
  { name: "autoRetryLimit", text: "limit", max: AUTO_RETRY_LIMIT.max },
  { name: "autoRetryHours", text: "hours", max: AUTO_RETRY_HOURS.max },
] as const;

/** Whether failed messages of an inbox are sent again automatically: after which errors, how often, and until when. */
export function AutoRetryForm({ inbox, onUnsaved }: InboxFormProps) {
  const t = useTranslations("settings.autoRetry");
  const trpc = useTRPC();
  const mark = useUnsavedMark(onUnsaved);
  const id = useId();
  const { edits, edit } = useEdits<Pick<InboxDto, "autoRetry">>(inbox);
  const isOn = edits.autoRetry ?? inbox.autoRetry;
  const update = useSaveMutation(trpc.inboxes.update.mutationOptions(), trpc.inboxes.pathFilter(), () => {
    errorsBefore.current = null;
    mark.onSaved();
    notify({ text: t("saved") });
  });
  /** The errors that the field had before it was typed into: others may change them meanwhile. */
  const errorsBefore = useRef<readonly string[] | null>(null);
  const save = (form: FormData) => {
    const errors = linesOf(String(form.get("autoRetryErrors")));
    const shown = errorsBefore.current ?? errors;
    const entered = {
      autoRetry: isOn,
      ...(isOn && {
        autoRetryLimit: Number(form.get("autoRetryLimit")),
        autoRetryHours: Number(form.get("autoRetryHours")),
        autoRetryErrors: withListChanges(inbox.autoRetryErrors, shown, errors),
      }),
    };
    update.mutate({ inboxId: inbox.id, ...changesOf(inbox, entered) });
  };
  return (
    <section aria-labelledby={id} className="mt-10 border-line border-t pt-6">
      <h2 id={id} className="mb-4 text-md">
        {t("title")}
      </h2>
      <SaveForm label={t("title")} save={t("save")} saving={update} onSave={save} mark={mark}>
        <SwitchChoice
          name={t("on")}
          why={t("onText")}
          isOn={isOn}
          onChange={(on) => {
            edit({ autoRetry: on });
            mark.onEdit();
          }}
        />
        {isOn ? (
          <>
            {NUMBERS.map(({ name, text, max }) => (
              <WholeNumberField
                key={name}
                label={t(text)}
                name={name}
                defaultValue={inbox[name]}
                min={1}
                max={max}
                hint={t(`${text}Hint`)}
              />
            ))}
            <TextArea
              label={t("errors")}
              name="autoRetryErrors"
              rows={6}
              onChange={() => {
                errorsBefore.current ??= inbox.autoRetryErrors;
              }}
              defaultValue={inbox.autoRetryErrors.join("\n")}
              placeholder={TRANSIENT_ERRORS.join("\n")}
              hint={t("errorsHint")}
            />
          </>
        ) : null}
      </SaveForm>
    </section>
  );
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
