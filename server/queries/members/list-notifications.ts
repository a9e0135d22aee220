import type { Caller } from "@/server/contract/_shared/caller";
import type { LastMessage } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { AlertDto } from "@/server/contract/alert/alert";
import { formatPosition } from "@/server/contract/event/cursor";
import { PREVIEW_CHARS } from "@/server/contract/event/reduce";
import {
  type NotificationDto,
  type NotificationGroupDto,
  UNREAD_MAX,
  type UnreadNotifications,
} from "@/server/contract/member/notification";
import type { NotSentReason } from "@/server/domain/message/scheduled-message";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { LAST_MESSAGE_COLUMNS } from "@/server/store/_rows/message-row";

/** `isAbout`: "conversations" leaves out those about alerts, for APIs that cannot express them. */
type Of = { isAbout?: "conversations" };

/** The caller's notifications, newest first, of the inboxes that they may see; keyset on time and id. */
export async function listNotifications(
  database: Database,
  caller: Caller,
  input: Of & { cursor?: string | null; limit: number },
): Promise<Page<NotificationDto>> {
  const { data, ...page } = await readPage(database, caller, input);
  return { ...page, data: data.map(({ unread: _, ...notification }) => notification) };
}

function readPage(
  database: Database,
  caller: Caller,
  input: Of & { cursor?: string | null; limit: number; isNewest?: boolean },
): Promise<Page<NotificationGroupDto>> {
  const [at, id] = positionOf(input.cursor, ["string", "number"]) ?? [null, null];
  return atReplica(database).snapshot(async (db) => {
    const rows = await select(db, caller, {
      where: "($4::timestamptz is null or (n.at, n.id) < ($4, $5::bigint))",
      values: [at, id],
      isAbout: input.isAbout,
      isNewest: input.isNewest,
      limit: input.limit + 1,
    });
    const data = rows.slice(0, input.limit).map((row) => ({ ...toDto(row), unread: row.unread }));
    const last = data.at(-1);
    return {
      data,
      nextCursor: rows.length > input.limit && last ? formatPosition([last.at, last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/**
 * The caller's notifications grouped by conversation: the newest of each, with the number of unread messages of all. The
 * newest first; keyset on time and id. Index notification_of_talk.
 */
export function listNotificationGroups(
  database: Database,
  caller: Caller,
  input: { cursor?: string | null; limit: number },
): Promise<Page<NotificationGroupDto>> {
  return readPage(database, caller, { ...input, isNewest: true });
}

/** One of the caller's notifications; refused as not found without access to its inbox. */
export async function getNotification(
  db: Db,
  caller: Caller,
  notificationId: number,
): Promise<NotificationDto> {
  const [row] = await select(db, caller, { where: "n.id = $4", values: [notificationId], limit: 1 });
  if (!row) throw new Refusal("notification.not_found");
  return toDto(row);
}

/** The caller's unread notifications, of the inboxes that they may see. Index notification_unread. */
export async function readUnreadNotifications(
  db: Db,
  caller: Caller,
  { isAbout }: Of = {},
): Promise<UnreadNotifications> {
  const unread = { where: "n.read_at is null", values: [], limit: UNREAD_MAX, isAbout };
  const rows = await select(db, caller, unread);
  const [newest] = rows;
  return { count: rows.length, newest: newest ? toDto(newest) : null };
}

type Row = Pick<NotificationDto, "id" | "actor" | "count"> & {
  unread: number;
  kind: NotificationDto["kind"];
  at: Date;
  readAt: Date | null;
  displayId: number | null;
  contactName: string | null;
  alertId: number | null;
  alertKind: AlertDto["kind"];
  subjectType: AlertDto["subject"]["type"];
  subjectId: number;
  subjectName: string;
  alertClosedAt: Date | null;
  change: NotificationDto["change"];
  number: number | null;
  content: string | null;
  files: LastMessage["files"] | null;
  failure: NotSentReason | null;
};

type Selection = {
  where: string;
  values: readonly unknown[];
  limit: number;
  isAbout?: Of["isAbout"] | undefined;
  /** Only the newest of each conversation. */
  isNewest?: boolean | undefined;
};

/**
 * `isWanted` of server/domain/member/notification-delivery.ts for the list, of a row of `notification`: `s` are the member's
 * settings, `c` its conversation. A test compares the two.
 */
const isShown = (n: string): string => `(s.user_id is null or (
  case when ${n}.kind = 'policy_changed' then 'alert' when ${n}.kind = 'not_sent' then 'not_delivered'
       when ${n}.kind = 'message' and c.assignee_id is distinct from ${n}.user_id then 'followed' else ${n}.kind end
    <> all(s.in_app_off)
  and (${n}.kind = 'mentioned' or coalesce(c.inbox_id <> all(s.muted_inbox_ids), true))))`;

const NEWEST = `and not exists (
  select 1 from notification newer
   where newer.account_id = n.account_id and newer.user_id = n.user_id and newer.conversation_id = n.conversation_id
     and (newer.at, newer.id) > (n.at, n.id) and ${isShown("newer")})`;

/** The unread messages that the row summarises, with those of its conversation's other rows. */
const UNREAD = `case when n.conversation_id is null then case when n.read_at is null then n.count else 0 end else (
  select coalesce(sum(u.count), 0)::int from notification u
   where u.account_id = n.account_id and u.user_id = n.user_id and u.conversation_id = n.conversation_id
     and u.read_at is null and ${isShown("u")}) end`;

/** Why the newest scheduled message of the member in the conversation was not sent, unless it was changed or ended since. */
const FAILURE = `case when n.kind = 'not_sent' then (
  select f.failure from scheduled_message f
   where f.account_id = n.account_id and f.conversation_id = n.conversation_id and f.user_id = n.user_id and f.state = 'not_sent'
   order by f.updated_at desc limit 1) end`;

/** Alerts and settings concern the account: an agent, or a token for some inboxes only, sees none. */
const seesAlerts = ({ role, inboxIds }: Caller): boolean => role !== "agent" && inboxIds === "all";

/** Values of `where` start at $4. Order: newest first. Index notification_of_member. */
const select = (
  db: Db,
  caller: Caller,
  { where, values, limit, isAbout, isNewest = false }: Selection,
): Promise<Row[]> =>
  db.query<Row>(
    `select n.id, ${isNewest ? UNREAD : "n.count"} as unread, n.kind, n.actor, n.count, n.at, n.read_at as "readAt", c.display_id as "displayId",
            t.name as "contactName", m.number, left(m.content, ${PREVIEW_CHARS}) as content,
            ${LAST_MESSAGE_COLUMNS.files.replaceAll("$.", "m.")} as files, ${FAILURE} as failure,
            a.id as "alertId", a.kind as "alertKind", a.subject_type as "subjectType", a.subject_id as "subjectId",
            a.subject_name as "subjectName", a.closed_at as "alertClosedAt",
            case when g.id is not null then jsonb_build_object(
              'id', g.id, 'inboxId', i.id, 'inboxName', i.name, 'setting', g.setting,
              'from', g.from_value, 'to', g.to_value, 'via', g.via,
              'isCurrent', (i.policy_set_by->g.setting->>'changeId')::bigint = g.id) end as change
       from notification n
       left join notification_settings s on s.account_id = n.account_id and s.user_id = n.user_id
       left join alert a on a.account_id = n.account_id and a.id = n.alert_id
       left join setting_change g on g.account_id = n.account_id and g.id = n.change_id
       left join inbox i on i.account_id = g.account_id and i.id = g.inbox_id
       left join conversation c on c.account_id = n.account_id and c.id = n.conversation_id and c.lifecycle = 'live'
       left join contact t on t.account_id = c.account_id and t.id = c.contact_id
       left join message m on m.account_id = n.account_id and m.id = n.message_id
      where n.account_id = $1 and n.user_id = $2 and (c.id is not null or ${seesAlerts(caller) && !isAbout ? "a.id is not null or i.id is not null" : "false"})
        and ($3::bigint[] is null or c.inbox_id = any($3)) and ${where} and ${isShown("n")}
        ${isNewest ? NEWEST : ""}
      order by n.at desc, n.id desc limit ${limit}`,
    [caller.accountId, caller.userId, caller.inboxIds === "all" ? null : caller.inboxIds, ...values],
  );

function toDto(row: Row): NotificationDto {
  const { id, kind, actor, count, number, content, files, displayId, contactName, failure } = row;
  const message = number === null ? null : { number, content: content ?? "", ...(files && { files }) };
  const at = { at: row.at.toISOString(), readAt: row.readAt?.toISOString() ?? null };
  const common = { id, actor, count, message, ...at, ...(failure && { failure }) };
  const none = { conversation: null, alert: null, change: null };
  if (kind === "alert") return { ...common, ...none, kind, alert: alertOf(row) };
  if (kind === "policy_changed") return { ...common, ...none, kind, change: changeOf(row) };
  if (displayId === null) throw new Error(`notification ${id} has no conversation`);
  return { ...common, ...none, kind, conversation: { displayId, contactName: contactName ?? "" } };
}

function changeOf({ id, change }: Row): NonNullable<NotificationDto["change"]> {
  if (!change) throw new Error(`notification ${id} has no change`);
  return change;
}

function alertOf(row: Row): NonNullable<NotificationDto["alert"]> {
  if (row.alertId === null) throw new Error(`notification ${row.id} has no alert`);
  return {
    id: row.alertId,
    kind: row.alertKind,
    subject: { type: row.subjectType, id: row.subjectId, name: row.subjectName },
    closedAt: row.alertClosedAt?.toISOString() ?? null,
  };
}
