import { namesIn } from "./names-in";

/**
 * How the audit log writes a setting's values: `switch` as on and off; a number with its unit; one that ends with `OrNever`
 * as "never" where it is 0; all others as they are, or by a name of their own.
 */
export type SettingValue =
  | "text"
  | "switch"
  | "language"
  | "picture"
  | "storage"
  | "firstStatus"
  | "notices"
  | "errors"
  | "channelSettings"
  | "characters"
  | "seconds"
  | "hours"
  | "times"
  | "countOrNever"
  | "percentOrNever"
  | "minutesOrNever"
  | "hoursOrNever"
  | "daysOrNever"
  | "everyDaysOrNever"
  | "monthsOrNever";

type InboxSetting = {
  value: SettingValue;
  /** It decides statuses, deliveries or access: a review approves it, and audits compare it with the approved value. */
  isReviewed?: true;
};

/** Every setting of an inbox beside its policy. The reviewed ones are in the order in which audits list them. */
export const INBOX_SETTINGS = {
  name: { value: "text", isReviewed: true },
  callbackUrl: { value: "text", isReviewed: true },
  callbackFormat: { value: "text", isReviewed: true },
  callbackDeduplicates: { value: "switch", isReviewed: true },
  callbackAnswersLookups: { value: "switch", isReviewed: true },
  messagesStartAs: { value: "firstStatus", isReviewed: true },
  stuckAfterMinutes: { value: "minutesOrNever", isReviewed: true },
  retryGapSeconds: { value: "seconds", isReviewed: true },
  autoRetry: { value: "switch", isReviewed: true },
  autoRetryLimit: { value: "times", isReviewed: true },
  autoRetryHours: { value: "hours", isReviewed: true },
  autoRetryErrors: { value: "errors", isReviewed: true },
  alertStuckMessages: { value: "countOrNever" },
  alertDownMinutes: { value: "minutesOrNever" },
  overdueAfterHours: { value: "hoursOrNever" },
  alertOverdueMessages: { value: "countOrNever" },
  alertFailedAttempts: { value: "countOrNever" },
  alertFailedPercent: { value: "percentOrNever" },
  maxMessageChars: { value: "characters" },
  reviewEveryDays: { value: "everyDaysOrNever", isReviewed: true },
  legalHold: { value: "switch", isReviewed: true },
  deleteResolvedAfterDays: { value: "daysOrNever", isReviewed: true },
  archiveBeforeDeletion: { value: "switch", isReviewed: true },
  publicApi: { value: "switch", isReviewed: true },
  identifier: { value: "text", isReviewed: true },
  postedNotices: { value: "notices", isReviewed: true },
  appendsSignatures: { value: "switch" },
  settings: { value: "channelSettings" },
} as const satisfies Record<string, InboxSetting>;

type Settings = typeof INBOX_SETTINGS;
export type InboxSettingName = keyof Settings;
/** The settings that a review approves. */
export type ReviewedSetting = {
  [S in InboxSettingName]: Settings[S] extends { isReviewed: true } ? S : never;
}[InboxSettingName];

const isReviewed = (setting: InboxSettingName): setting is ReviewedSetting =>
  "isReviewed" in INBOX_SETTINGS[setting];
export const REVIEWED_SETTINGS: readonly ReviewedSetting[] = namesIn(INBOX_SETTINGS).filter(isReviewed);
