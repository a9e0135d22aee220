import type { Locale } from "@/server/contract/_shared/constants";
import type { Actor } from "@/server/contract/_shared/dto";
import type { AlertDto } from "@/server/contract/alert/alert";
import type { NotificationDto } from "@/server/contract/member/notification";
import type { NotificationSettings, PushSubscription } from "@/server/contract/member/notification-settings";
import { type NotificationReason, notificationReason } from "@/server/domain/member/notification-delivery";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { LAST_MESSAGE_COLUMNS } from "@/server/store/_rows/message-row";
import { unsealSubscription } from "./push-devices";
import { SETTINGS_JSON, type SettingsRow, toSettings } from "./settings-row";

/** A member who has the conversation open reads it within this time, in seconds: nothing is pushed then. */
const READ_SECONDS = 2;

/**
 * The end of a statement that inserts notifications as `noted (id, user_id)`: queues each for the member's devices. $1 = the
 * account; `now` names the parameter with the time.
 */
export const queuePushes = (now: string): string => `
  insert into push (account_id, device_id, notification_id, due_at, queued_at)
  select $1, d.id, noted.id, ${now}::timestamptz + make_interval(secs => ${READ_SECONDS}), ${now}
    from noted join push_device d on d.account_id = $1 and d.user_id = noted.user_id
  on conflict (account_id, device_id, notification_id) do update
     set due_at = excluded.due_at, queued_at = excluded.queued_at, tries = 0`;

/** What a push is about. `contents` is cut. */
export type PushedNotification = {
  id: number;
  kind: NotificationDto["kind"];
  reason: NotificationReason;
  inboxId: number | null;
  at: Date;
  isRead: boolean;
  count: number;
  actor: Actor;
  conversation: { displayId: number; contactName: string } | null;
  message: Pick<NonNullable<NotificationDto["message"]>, "number" | "content" | "files"> | null;
  alert: Pick<AlertDto, "kind" | "subject" | "facts"> | null;
  change: { inboxId: number; inboxName: string } | null;
};

export type DuePush = {
  accountId: number;
  deviceId: number;
  notificationId: number;
  /** Including this one. */
  tries: number;
  queuedAt: Date;
  locale: Locale;
  /** Null: nothing can be sent to it. */
  subscription: PushSubscription | null;
  settings: NotificationSettings;
  /** The member's last input in any window. */
  attendedAt: Date | null;
  /** Null: it is gone, or the member may no longer see it; or it is a test. */
  notification: PushedNotification | null;
};

/** After this long another worker may claim the push: the first was killed, or hangs. */
const LEASE_SECONDS = 60;

type Row = Omit<DuePush, "subscription" | "settings" | "notification"> & {
  sealed: string;
  settings: SettingsRow | null;
  id: number | null;
  kind: NotificationDto["kind"];
  at: Date;
  isRead: boolean;
  count: number;
  actor: Actor;
  isAssignee: boolean;
  inboxId: number | null;
  displayId: number | null;
  contactName: string | null;
  number: number | null;
  content: string | null;
  files: NonNullable<NotificationDto["message"]>["files"] | null;
  alert: PushedNotification["alert"];
  change: PushedNotification["change"];
};

/** Long enough for what a system shows of a notification. */
const CONTENT_CHARS = 300;

/**
 * Locks: the claimed push; those of other workers are skipped. Indexes: push_due, and primary keys. As a condition, the limited
 * query would run once for each push in some plans, and claim them all.
 */
const CLAIM = statement(`
  with due as materialized (
    select account_id, device_id, notification_id from push where due_at <= $1
     order by due_at limit 1 for update skip locked
  ), claimed as materialized (
    update push p set due_at = $1::timestamptz + make_interval(secs => ${LEASE_SECONDS}), tries = tries + 1
      from due
     where p.account_id = due.account_id and p.device_id = due.device_id and p.notification_id = due.notification_id
    returning p.*
  )
  select p.account_id as "accountId", p.device_id as "deviceId", p.notification_id as "notificationId", p.tries,
         p.queued_at as "queuedAt", d.locale, d.sealed, ${SETTINGS_JSON} as settings,
         (select max(w.attended_at) from user_session w where w.user_id = d.user_id) as "attendedAt",
         n.id, n.kind, n.at, n.read_at is not null as "isRead", n.count, n.actor,
         c.assignee_id is not distinct from n.user_id as "isAssignee", c.inbox_id as "inboxId", c.display_id as "displayId",
         t.name as "contactName", m.number, left(m.content, ${CONTENT_CHARS}) as content,
         ${LAST_MESSAGE_COLUMNS.files.replaceAll("$.", "m.")} as files,
         case when a.id is not null then jsonb_build_object('kind', a.kind, 'facts', a.facts, 'subject', jsonb_build_object(
           'type', a.subject_type, 'id', a.subject_id, 'name', a.subject_name)) end as alert,
         case when i.id is not null then jsonb_build_object('inboxId', i.id, 'inboxName', i.name) end as change
    from claimed p
    join push_device d on d.account_id = p.account_id and d.id = p.device_id
    left join notification_settings s on s.account_id = d.account_id and s.user_id = d.user_id
    left join member u on u.account_id = d.account_id and u.user_id = d.user_id and u.state = 'active'
    left join notification n on n.account_id = p.account_id and n.id = p.notification_id and n.user_id = u.user_id
    left join conversation c on c.account_id = n.account_id and c.id = n.conversation_id and c.lifecycle = 'live'
     and (u.role = 'administrator' or exists (select 1 from inbox_member i
           where i.account_id = u.account_id and i.user_id = u.user_id and i.inbox_id = c.inbox_id))
    left join contact t on t.account_id = c.account_id and t.id = c.contact_id
    left join message m on m.account_id = c.account_id and m.id = n.message_id
    left join alert a on a.account_id = n.account_id and a.id = n.alert_id and u.role = 'administrator'
    left join setting_change g on g.account_id = n.account_id and g.id = n.change_id and u.role = 'administrator'
    left join inbox i on i.account_id = g.account_id and i.id = g.inbox_id`);

/** Claims the push that is due longest, of all accounts, for a minute, and counts the try. */
export async function claimPush(db: Db, now: Date): Promise<DuePush | undefined> {
  const [row] = await db.query<Row>(CLAIM, [now]);
  if (!row) return undefined;
  const { accountId, deviceId, notificationId, tries, queuedAt, locale, attendedAt } = row;
  return {
    ...{ accountId, deviceId, notificationId, tries, queuedAt, locale, attendedAt },
    subscription: unsealSubscription(accountId, row.sealed),
    settings: toSettings(row.settings),
    notification: toNotification(row),
  };
}

function toNotification(row: Row): PushedNotification | null {
  const { id, kind, at, isRead, count, actor, inboxId, displayId, alert, change, number, content, files } =
    row;
  if (id === null || (displayId === null && alert === null && change === null)) return null;
  return {
    ...{ id, kind, at, isRead, count, actor, inboxId, alert, change },
    reason: notificationReason(kind, row),
    conversation: displayId === null ? null : { displayId, contactName: row.contactName ?? "" },
    message: number === null ? null : { number, content: content ?? "", ...(files && { files }) },
  };
}
