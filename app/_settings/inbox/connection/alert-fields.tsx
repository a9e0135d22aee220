"use client";

import { useTranslations } from "next-intl";
import { WholeNumberField } from "@/app/_ui/field";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { ALERT_DOWN_MINUTES, ALERT_STUCK_MESSAGES } from "@/server/contract/alert/constants";

/** When an inbox's trouble alerts administrators. Without a callback there is none that could be down. */
export function AlertFields({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.inboxForm");
  return (
    <>
      <WholeNumberField
        label={t("alertStuck")}
        name="alertStuckMessages"
        defaultValue={inbox.alertStuckMessages}
        max={ALERT_STUCK_MESSAGES.max}
        hint={t("alertStuckHint")}
      />
      {inbox.callbackUrl === null ? null : (
        <WholeNumberField
          label={t("alertDown")}
          name="alertDownMinutes"
          defaultValue={inbox.alertDownMinutes}
          max={ALERT_DOWN_MINUTES.max}
          hint={t("alertDownHint")}
        />
      )}
    </>
  );
}
