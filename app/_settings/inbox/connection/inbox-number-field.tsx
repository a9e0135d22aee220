"use client";

import { useTranslations } from "next-intl";
import { WholeNumberField } from "@/app/_ui/field";
import type { InboxDto } from "@/server/contract/_shared/dto";
import {
  ALERT_DOWN_MINUTES,
  ALERT_FAILED_ATTEMPTS,
  ALERT_FAILED_PERCENT,
  ALERT_OVERDUE_MESSAGES,
  ALERT_STUCK_MESSAGES,
  OVERDUE_AFTER_HOURS,
} from "@/server/contract/alert/constants";
import { RETRY_GAP_SECONDS, STUCK_AFTER_MINUTES } from "@/server/contract/message/constants";

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
export function InboxNumberField({ inbox, of }: { inbox: InboxDto; of: keyof typeof NUMBERS }) {
  const t = useTranslations("settings.inboxForm");
  const { text, max } = NUMBERS[of];
  return (
    <WholeNumberField label={t(text)} name={of} defaultValue={inbox[of]} max={max} hint={t(`${text}Hint`)} />
  );
}
