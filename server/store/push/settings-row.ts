import {
  DEFAULT_NOTIFICATION_SETTINGS,
  type NotificationSettings,
  notificationSettingsDto,
} from "@/server/contract/member/notification-settings";
import { isTimeZone } from "@/server/contract/member/time-zones";

/** A row of `notification_settings`, by Prisma or by `SETTINGS_JSON`. */
export type SettingsRow = {
  inAppOff: string[];
  pushOff: string[];
  mailOff: string[];
  mutedInboxIds: readonly (bigint | number)[];
  quietHours: unknown;
  timeZone: string;
  digestMinutes: number;
  locale: string;
};

/** The row of the alias `s` as JSON: for `toSettings`; null without a row. */
export const SETTINGS_JSON = `case when s.user_id is not null then jsonb_build_object(
  'inAppOff', s.in_app_off, 'pushOff', s.push_off, 'mailOff', s.mail_off, 'mutedInboxIds', s.muted_inbox_ids,
  'quietHours', s.quiet_hours, 'timeZone', s.time_zone, 'digestMinutes', s.digest_minutes, 'locale', s.locale) end`;

/**
 * The choices in a row, or the defaults without one. A time zone that this version of Node does not know, as it was chosen under another
 * one, is read as UTC: nobody else's mails wait because of it.
 */
export function toSettings(row: SettingsRow | null): NotificationSettings {
  if (row === null) return DEFAULT_NOTIFICATION_SETTINGS;
  const { inAppOff, pushOff, mailOff, mutedInboxIds, timeZone, ...rest } = row;
  return notificationSettingsDto.parse({
    ...rest,
    timeZone: isTimeZone(timeZone) ? timeZone : DEFAULT_NOTIFICATION_SETTINGS.timeZone,
    off: { inApp: inAppOff, push: pushOff, mail: mailOff },
    mutedInboxIds: mutedInboxIds.map(Number),
  });
}
