"use client";

import { useTranslations } from "next-intl";
import { WholeNumberField } from "@/app/_ui/field";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { ALERT_DOWN_MINUTES, ALERT_STUCK_MESSAGES } from "@/server/contract/alert/constants";
import { RETRY_GAP_SECONDS, STUCK_AFTER_MINUTES } from "@/server/contract/message/constants";

/** Each with the key of its texts, and its limit. */
const NUMBERS = {
  stuckAfterMinutes: { text: "stuckAfter", max: STUCK_AFTER_MINUTES.max },
  retryGapSeconds: { text: "retryGap", max: RETRY_GAP_SECONDS.max },
  alertStuckMessages: { text: "alertStuck", max: ALERT_STUCK_MESSAGES.max },
  alertDownMinutes: { text: "alertDown", max: ALERT_DOWN_MINUTES.max },
} as const;

/** A number among an inbox's settings. */
export function InboxNumberField({ inbox, of }: { inbox: InboxDto; of: keyof typeof NUMBERS }) {
  const t = useTranslations("settings.inboxForm");
  const { text, max } = NUMBERS[of];
  return (
    <WholeNumberField label={t(text)} name={of} defaultValue={inbox[of]} max={max} hint={t(`${text}Hint`)} />
  );
}
