import type { Locale } from "@/server/contract/_shared/constants";
import type { NotificationDto } from "@/server/contract/member/notification";
import {
  DEFAULT_NOTIFICATION_SETTINGS,
  type NotificationSettings,
  notificationSettingsDto,
} from "@/server/contract/member/notification-settings";
import { isWanted, notificationReason } from "@/server/domain/member/notification-delivery";
import { readSignedIds, signIds } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { statement } from "@/server/store/_postgres/statement";
import { LAST_MESSAGE_COLUMNS } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { Prisma } from "@/server/store/generated/client";

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
  const key = { accountId, userId };
  const chosen = {
    inAppOff: off.inApp,
    pushOff: off.push,
    mailOff: off.mail,
    mutedInboxIds: rest.mutedInboxIds,
    quietHours: quietHours ?? Prisma.DbNull,
    timeZone: rest.timeZone,
    digestMinutes: rest.digestMinutes,
    locale: rest.locale,
    updatedAt: tx.now,
  };
  await prismaOf(tx).notificationSettings.upsert({
    where: { accountId_userId: key },
    create: { ...key, ...chosen },
    update: chosen,
    select: { userId: true },
  });
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
  const key = { accountId, userId };
  const prisma = prismaOf(db);
  const member = await prisma.member.findUnique({
    where: { accountId_userId: key },
    select: { userId: true },
  });
  const account =
    member && (await prisma.account.findUnique({ where: { id: accountId }, select: { name: true } }));
  if (!account) return null;
  const { digestMinutes, locale } = await readNotificationSettings(db, key);
  return { ...key, account: account.name, locale, isOn: digestMinutes > 0 };
}

/** Turns off a member's mails about missed notifications; their other choices stay. */
export async function turnOffDigestOf(tx: Tx, userId: number): Promise<void> {
  await prismaOf(tx).notificationSettings.updateMany({
    where: { accountId: tx.caller.accountId, userId, digestMinutes: { gt: 0 } },
    data: { digestMinutes: 0, updatedAt: tx.now },
  });
}

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

/** Notifications that one mail considers; the rest is in the next one. */
const MISSED_MAX = 200;

/** A member with unread notifications that are old enough to be mailed. */
export type DueDigest = { accountId: number; userId: number; settings: NotificationSettings };

/**
 * Members of all accounts who missed something: unread, not yet considered, older than their interval, and newer than their last
 * input. Keyset on account and member. Indexes: notification_settings_digest, notification_undigested.
 */
const DUE = statement(`
  select s.account_id as "accountId", s.user_id as "userId", ${SETTINGS_JSON} as settings
    from notification_settings s
    join member m on m.account_id = s.account_id and m.user_id = s.user_id and m.state = 'active'
   where s.digest_minutes > 0 and (s.account_id, s.user_id) > ($2::bigint, $3::bigint)
     and exists (select 1 from notification n
                  where n.account_id = s.account_id and n.user_id = s.user_id and n.read_at is null and n.digest_at is null
                    and n.at <= $1::timestamptz - make_interval(mins => s.digest_minutes)
                    and n.at > coalesce((select max(w.attended_at) from user_session w where w.user_id = s.user_id), '-infinity'))
   order by s.account_id, s.user_id limit $4`);

/** The next members whom a mail may be due to. */
export async function listDueDigests(
  db: Db,
  { now, after, limit }: { now: Date; after: Pick<DueDigest, "accountId" | "userId"> | null; limit: number },
): Promise<DueDigest[]> {
  type Row = { accountId: number; userId: number; settings: SettingsRow };
  const rows = await db.query<Row>(DUE, [now, after?.accountId ?? 0, after?.userId ?? 0, limit]);
  return rows.map((row) => ({ ...row, settings: toSettings(row.settings) }));
}

/** One notification in a mail about what was missed. */
export type Missed = Pick<NotificationDto, "actor" | "count"> & {
  kind: Exclude<NotificationDto["kind"], "alert" | "policy_changed">;
  displayId: number;
  contactName: string;
  number: number | null;
  content: string | null;
  files: NonNullable<NotificationDto["message"]>["files"] | null;
};

type Row = Missed & { inboxId: number; isAssignee: boolean };

/** Long enough for a line of a mail. */
const CONTENT_CHARS = 200;

/** Unread notifications of conversations that the member may see. `n` is the notification. */
const SEEN = `
    join member u on u.account_id = n.account_id and u.user_id = n.user_id and u.state = 'active'
    join conversation c on c.account_id = n.account_id and c.id = n.conversation_id and c.lifecycle = 'live'
     and (u.role = 'administrator' or exists (select 1 from inbox_member i
           where i.account_id = u.account_id and i.user_id = u.user_id and i.inbox_id = c.inbox_id))
    join contact t on t.account_id = c.account_id and t.id = c.contact_id
    left join message m on m.account_id = n.account_id and m.id = n.message_id`;

const COLUMNS = `n.kind, n.actor, n.count, c.display_id as "displayId", t.name as "contactName", c.inbox_id as "inboxId",
         c.assignee_id is not distinct from n.user_id as "isAssignee", m.number, left(m.content, ${CONTENT_CHARS}) as content,
         ${LAST_MESSAGE_COLUMNS.files.replaceAll("$.", "m.")} as files`;

const isMailed = (settings: NotificationSettings) => (row: Row) =>
  isWanted({ reason: notificationReason(row.kind, row), inboxId: row.inboxId }, "mail", settings);

/**
 * Marks what a member missed as considered at `tx.now`, each notification once, also those that they want no mail about.
 * Returns how many they want one about. Locks: the notifications.
 */
export async function takeMissed(tx: Tx, userId: number, settings: NotificationSettings): Promise<number> {
  const rows = await tx.query<Row>(
    `with taken as (
       update notification set digest_at = $3 where account_id = $1 and id in (
         select id from notification where account_id = $1 and user_id = $2 and read_at is null and digest_at is null
          order by at limit ${MISSED_MAX} for update)
       returning *)
     select ${COLUMNS} from taken n ${SEEN}`,
    [tx.caller.accountId, userId, tx.now],
  );
  return rows.filter(isMailed(settings)).length;
}

/** What a mail lists: all notifications that were considered at a time and are still unread, the oldest first. */
export async function readMissed(
  db: Db,
  {
    accountId,
    userId,
    at,
    settings,
  }: { accountId: number; userId: number; at: Date; settings: NotificationSettings },
): Promise<Missed[]> {
  const rows = await db.query<Row>(
    `select ${COLUMNS} from notification n ${SEEN}
      where n.account_id = $1 and n.user_id = $2 and n.digest_at = $3 and n.read_at is null
      order by n.at, n.id limit ${MISSED_MAX}`,
    [accountId, userId, at],
  );
  return rows.filter(isMailed(settings));
}
