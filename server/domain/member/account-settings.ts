import type { SettingValue } from "@/server/domain/inbox/inbox-settings";

type AccountSetting = {
  value: SettingValue;
  /** On screens, an administrator must have entered their password or a code in the last minutes. */
  needsRecentPassword?: true;
  /** It decides who reaches the inboxes, or what leaves them: an audit of each inbox lists its changes. */
  isAudited?: true;
  /** Changing it needs more than the right, or changes more than the account: a command of its own does. */
  hasOwnCommand?: true;
};

/** Every setting of an account. Only administrators change them. */
export const ACCOUNT_SETTINGS = {
  name: { value: "text" },
  purgeAfterDays: { value: "daysOrNever", needsRecentPassword: true },
  receiptMonths: { value: "monthsOrNever", needsRecentPassword: true },
  requiresTwoFactor: { value: "switch", needsRecentPassword: true, isAudited: true, hasOwnCommand: true },
  acceptsUrlKeys: { value: "switch", needsRecentPassword: true, isAudited: true },
  acceptsKnownContacts: { value: "switch", isAudited: true },
  allowedOrigins: { value: "text", needsRecentPassword: true, isAudited: true },
  messagesWithoutFlags: { value: "storage", isAudited: true },
  logoFileId: { value: "picture", hasOwnCommand: true },
  timeZone: { value: "text" },
  language: { value: "language" },
  assignsOnReply: { value: "switch" },
} as const satisfies Record<string, AccountSetting>;

type Settings = typeof ACCOUNT_SETTINGS;
export type AccountSettingName = keyof Settings;
export type PlainAccountSettingName = {
  [S in AccountSettingName]: Settings[S] extends { hasOwnCommand: true } ? never : S;
}[AccountSettingName];

/** Whether screens ask for the password again before one of these settings changes. */
export const needsRecentPassword = (settings: readonly AccountSettingName[]): boolean =>
  settings.some((setting) => "needsRecentPassword" in ACCOUNT_SETTINGS[setting]);

/** The settings that an audit of each inbox lists. */
export const AUDITED_ACCOUNT_SETTINGS: readonly string[] = Object.entries(ACCOUNT_SETTINGS).flatMap(
  ([name, setting]) => ("isAudited" in setting ? [name] : []),
);
