import type { Locale } from "@/server/contract/_shared/constants";
import {
  DEFAULT_NOTIFICATION_SETTINGS,
  type NotificationSettings,
  notificationSettingsDto,
} from "@/server/contract/member/notification-settings";
import { readSignedIds, signIds } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

const SELECTED = {
  inAppOff: true,
  pushOff: true,
  mailOff: true,
  mutedInboxIds: true,
  quietHours: true,
  timeZone: true,
  digestMinutes: true,
  locale: true,
} as const;

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

/** The choices in a row, or the defaults without one. */
export function toSettings(row: SettingsRow | null): NotificationSettings {
  if (row === null) return DEFAULT_NOTIFICATION_SETTINGS;
  const { inAppOff, pushOff, mailOff, mutedInboxIds, ...rest } = row;
  return notificationSettingsDto.parse({
    ...rest,
    off: { inApp: inAppOff, push: pushOff, mail: mailOff },
    mutedInboxIds: mutedInboxIds.map(Number),
  });
}

/** What a member chose, or the defaults. */
export async function readNotificationSettings(
  db: Db,
  { accountId, userId }: { accountId: number; userId: number },
): Promise<NotificationSettings> {
  const where = { accountId, userId };
  return toSettings(await prismaOf(db).notificationSettings.findFirst({ where, select: SELECTED }));
}

/** Stores what a member chose. */
export async function saveNotificationSettings(
  tx: Tx,
  userId: number,
  { off, quietHours, ...rest }: NotificationSettings,
): Promise<void> {
  const { accountId } = tx.caller;
  await tx.query(
    `insert into notification_settings (account_id, user_id, in_app_off, push_off, mail_off, muted_inbox_ids, quiet_hours,
                                        time_zone, digest_minutes, locale, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (account_id, user_id) do update
        set in_app_off = excluded.in_app_off, push_off = excluded.push_off, mail_off = excluded.mail_off,
            muted_inbox_ids = excluded.muted_inbox_ids, quiet_hours = excluded.quiet_hours,
            time_zone = excluded.time_zone, digest_minutes = excluded.digest_minutes, locale = excluded.locale,
            updated_at = excluded.updated_at`,
    [
      accountId,
      userId,
      off.inApp,
      off.push,
      off.mail,
      rest.mutedInboxIds,
      quietHours && JSON.stringify(quietHours),
      rest.timeZone,
      rest.digestMinutes,
      rest.locale,
      tx.now,
    ],
  );
}

const PURPOSE = "turn off mails about missed notifications";

type Subscriber = { accountId: number; userId: number };

/** Whoever has it can turn off a member's mails about missed notifications, and do nothing else. It does not expire. */
export const unsubscribeToken = ({ accountId, userId }: Subscriber): string =>
  signIds([accountId, userId], PURPOSE);

/** What an unsubscribe link is about. `isOn`: the member still gets these mails. */
export type Unsubscribe = Subscriber & { account: string; locale: Locale; isOn: boolean };

/** What a token is about; null if it is not ours, or the member is gone. */
export async function findUnsubscribe(db: Db, token: string): Promise<Unsubscribe | null> {
  const [accountId, userId] = readSignedIds(token, PURPOSE) ?? [];
  if (accountId === undefined || userId === undefined) return null;
  const [row] = await db.query<{ account: string; settings: SettingsRow | null }>(
    `select a.name as account, ${SETTINGS_JSON} as settings
       from member m join account a on a.id = m.account_id
       left join notification_settings s on s.account_id = m.account_id and s.user_id = m.user_id
      where m.account_id = $1 and m.user_id = $2`,
    [accountId, userId],
  );
  if (!row) return null;
  const { digestMinutes, locale } = toSettings(row.settings);
  return { accountId, userId, account: row.account, locale, isOn: digestMinutes > 0 };
}

/** Turns off a member's mails about missed notifications; their other choices stay. */
export async function turnOffDigestOf(tx: Tx, userId: number): Promise<void> {
  await tx.query(
    `update notification_settings set digest_minutes = 0, updated_at = $3
      where account_id = $1 and user_id = $2 and digest_minutes > 0`,
    [tx.caller.accountId, userId, tx.now],
  );
}
