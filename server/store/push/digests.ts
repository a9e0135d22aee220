import type { NotificationDto } from "@/server/contract/member/notification";
import type { NotificationSettings } from "@/server/contract/member/notification-settings";
import { isWanted, notificationReason } from "@/server/domain/member/notification-delivery";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { LAST_MESSAGE_COLUMNS } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { SETTINGS_JSON, type SettingsRow, toSettings } from "./settings-row";

/** Notifications that one mail considers; the rest is in the next one. */
const MISSED_MAX = 200;

/** A member with unread notifications that are old enough to be mailed. */
export type DueDigest = { accountId: number; userId: number; settings: NotificationSettings };

/**
 * Members of all accounts who missed something: unread, not yet considered, and newer than their last input, where the interval
 * has passed since that and since the first message that they missed, however often the customer writes. Not while their last mail waits to be sent: the next would replace it, with what it lists. Keyset on account and member.
 * Indexes: notification_settings_digest, notification_undigested, mail_pkey.
 */
const DUE = statement(`
  select s.account_id as "accountId", s.user_id as "userId", ${SETTINGS_JSON} as settings
    from notification_settings s
    join member m on m.account_id = s.account_id and m.user_id = s.user_id and m.state = 'active'
   where s.digest_minutes > 0 and (s.account_id, s.user_id) > ($2::bigint, $3::bigint)
     and exists (select 1 from notification n
                  cross join (select max(w.attended_at) as at from user_session w where w.user_id = s.user_id) attended
                  where n.account_id = s.account_id and n.user_id = s.user_id and n.read_at is null and n.digest_at is null
                    and greatest(coalesce(n.missed_since, n.at), attended.at) <= $1::timestamptz - make_interval(mins => s.digest_minutes)
                    and n.at > coalesce(attended.at, '-infinity'))
     and not exists (select 1 from mail
                      where mail.account_id = s.account_id and mail.user_id = s.user_id and mail.is_digest and mail.due_at is not null)
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
