"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/app/_ui/field";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { ALERT_DOWN_MINUTES, ALERT_STUCK_MESSAGES } from "@/server/contract/alert/alert";

/** When an inbox's trouble alerts administrators. Without a callback there is none that could be down. */
export function AlertFields({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.inboxForm");
  return (
    <>
      <Field
        label={t("alertStuck")}
        name="alertStuckMessages"
        type="number"
        inputMode="numeric"
        defaultValue={inbox.alertStuckMessages}
        required
        min={0}
        max={ALERT_STUCK_MESSAGES.max}
        step={1}
        hint={t("alertStuckHint")}
      />
      {inbox.callbackUrl === null ? null : (
        <Field
          label={t("alertDown")}
          name="alertDownMinutes"
          type="number"
          inputMode="numeric"
          defaultValue={inbox.alertDownMinutes}
          required
          min={0}
          max={ALERT_DOWN_MINUTES.max}
          step={1}
          hint={t("alertDownHint")}
        />
      )}
    </>
  );
}
