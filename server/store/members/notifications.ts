import { participant } from "@/server/contract/_shared/dto";
import type { UnstampedEvent } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { SPAM } from "@/server/domain/inbox/policy";
import { type Happened, type Notice, noticesOf } from "@/server/domain/member/notification-delivery";
import { statement } from "@/server/store/_postgres/statement";
import { sendAhead, type Tx } from "@/server/store/events/tx";
import { queuePushes } from "@/server/store/push/pushes";
import { mayChangeTrouble, troubleChangeOf, troubledMember, withdrawEnded } from "./undelivered";

/** How long notifications are kept, read or not. */
export const NOTIFICATION_DAYS = 60;

type NotifiableEvent = Pick<UnstampedEvent, "type" | "actor" | "resource" | "data">;

/** Types that create notifications, beside trouble with a message. The data of other types is not read: ticks are frequent. */
const NOTIFYING: ReadonlySet<UnstampedEvent["type"]> = new Set([
  "conversation.assigned",
  "conversation.created",
  "message.created",
  "note.created",
  "scheduled_message.not_sent",
]);

/** Types that hide notifications: of trashed conversations, or of inboxes without access. A purge comes after the trash. */
const HIDING: ReadonlySet<UnstampedEvent["type"]> = new Set([
  "conversation.moved",
  "conversation.restored",
  "conversation.trashed",
]);

/** Whether such an event, `text` as JSON, may change a member's unread notifications. */
export const mayNotify = ({ type, text }: Pick<UnstampedEvent, "type"> & { text: string }): boolean =>
  type === "conversation.seen" ||
  type === "conversation.participants_changed" ||
  HIDING.has(type) ||
  NOTIFYING.has(type) ||
  mayChangeTrouble({ type, text });

/** The members whose unread notifications an event may have changed. */
export function usersNotifiedBy(event: UnstampedEvent): number[] {
  const before = event.changes["assigneeId"]?.from;
  return [
    ...noticesOfEvent(event).map(({ userId }) => userId),
    ...(typeof before === "number" ? [before] : []),
    ...followersBefore(event),
    ...ownersOf(event),
    ...(troubleChangeOf(event) === "ends" ? [troubledMember(event) ?? 0] : []),
    ...(event.type === "conversation.seen" && event.actor.type === "user" ? [event.actor.id ?? 0] : []),
  ];
}

/** The followers of a conversation before the event changed them. */
function followersBefore(event: UnstampedEvent): number[] {
  const before = event.changes["participants"]?.from;
  if (!Array.isArray(before)) return [];
  return before.map((one) => participant.parse(one).userId);
}

/** The assignee and followers of a conversation whose notifications the event hides or shows. */
function ownersOf(event: UnstampedEvent): number[] {
  if (!HIDING.has(event.type) || !isAbout(event, "conversation")) return [];
  const { assigneeId, participants } = event.data;
  return [...(assigneeId === null ? [] : [assigneeId]), ...participants.map(({ userId }) => userId)];
}

/** The notifications that an event creates, per member. */
function noticesOfEvent(event: UnstampedEvent): (Notice & Where)[] {
  if (!NOTIFYING.has(event.type) && troubleChangeOf(event) !== "begins") return [];
  const happened = happenedIn(event);
  if (!happened) return [];
  const { what, ...where } = happened;
  const byUserId = event.actor.type === "user" ? event.actor.id : null;
  return noticesOf(what, byUserId).map((notice) => ({ ...notice, ...where }));
}

type Where = { conversationId: number; inboxId: number; messageId: number | null };

function happenedIn(event: UnstampedEvent): ({ what: Happened } & Where) | null {
  if (isAbout(event, "conversation")) {
    const { id, inboxId, assigneeId } = event.data;
    return { what: { what: "assigned", assigneeId }, conversationId: id, inboxId, messageId: null };
  }
  if (isAbout(event, "scheduled_message")) {
    const { conversationId, author } = event.data;
    const memberId = author.type === "user" ? author.id : null;
    return {
      what: { what: "not sent", memberId },
      conversationId,
      inboxId: event.inboxId ?? 0,
      messageId: null,
    };
  }
  if (!isAbout(event, "message")) return null;
  const {
    id,
    kind,
    direction,
    conversationId,
    countsUnread,
    mentions = [],
    conversation,
    contact,
  } = event.data;
  const where = { conversationId, inboxId: conversation.inboxId, messageId: id };
  if (troubleChangeOf(event) === "begins")
    return { what: { what: "not delivered", memberId: troubledMember(event) }, ...where };
  if (kind === "note") return { what: { what: "note", mentionIds: mentions.map((one) => one.id) }, ...where };
  if (direction !== "in" || countsUnread === false) return null;
  const isUnwanted = contact.isBlocked || conversation.labels.includes(SPAM);
  const { assigneeId, participants } = conversation;
  const followerIds = participants.map(({ userId }) => userId);
  return { what: { what: "customer wrote", assigneeId, followerIds, isUnwanted }, ...where };
}

/** Types that may remove notifications. */
const REMOVING: ReadonlySet<UnstampedEvent["type"]> = new Set([
  "conversation.assigned",
  "conversation.participants_changed",
]);

type Row = Notice & Where & { actor: NotifiableEvent["actor"]; count: number };

/**
 * Writes the notifications of the operation's events and removes obsolete ones: of an assignment to a former assignee, of
 * customer messages to a member who no longer follows, or of trouble that has ended. Members without access to the inbox get
 * none. Does not wait for Postgres. For `appendOutbox`.
 */
export function saveNotices(tx: Tx, events: readonly UnstampedEvent[]): void {
  const rows = new Map<string, Row>();
  const moved = new Set<number>();
  const ended = new Set<number>();
  for (const event of events) {
    if (REMOVING.has(event.type)) moved.add(event.resource.id);
    if (troubleChangeOf(event) === "ends" && isAbout(event, "message")) ended.add(event.data.conversationId);
    for (const notice of noticesOfEvent(event)) {
      const isOwn = notice.kind === "mentioned";
      const key = [notice.conversationId, notice.userId, notice.kind, isOwn && notice.messageId].join();
      const actor = isAbout(event, "message") ? event.data.sender : event.actor;
      rows.set(key, { ...notice, actor, count: (rows.get(key)?.count ?? 0) + 1 });
    }
  }
  if (moved.size > 0) sendAhead(tx, tx.query(REMOVE, [tx.caller.accountId, [...moved]]));
  if (rows.size > 0) sendAhead(tx, insertNotices(tx, [...rows.values()]));
  if (ended.size > 0) sendAhead(tx, withdrawEnded(tx, [...ended]));
}

const insertNotices = (tx: Tx, all: readonly Row[]): Promise<unknown> =>
  tx.query(INSERT, [
    tx.caller.accountId,
    tx.now,
    all.map((row) => row.userId),
    all.map((row) => row.kind),
    all.map((row) => row.conversationId),
    all.map((row) => row.inboxId),
    all.map((row) => row.messageId),
    all.map((row) => row.count),
    all.map((row) => JSON.stringify(row.actor)),
  ]);

/** Index notification_unread_once. */
const REMOVE = statement(`
  delete from notification n using conversation c
   where n.account_id = $1 and n.conversation_id = any($2::bigint[]) and n.kind in ('assigned', 'message') and n.read_at is null
     and c.account_id = n.account_id and c.id = n.conversation_id and n.user_id is distinct from c.assignee_id
     and not (n.kind = 'message' and c.participants @> jsonb_build_array(jsonb_build_object('userId', n.user_id)))`);

/**
 * The conversation is locked, so no other transaction writes the row of the same key. Indexes: member_pkey,
 * inbox_member_pkey, push_device_of_member.
 */
const INSERT = statement(`
  with noted as (
  insert into notification (account_id, user_id, kind, conversation_id, message_id, count, actor, at)
  select $1, n.user_id, n.kind, n.conversation_id, n.message_id, n.count, n.actor, $2
    from unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::int[], $9::jsonb[])
      as n (user_id, kind, conversation_id, inbox_id, message_id, count, actor)
    join member m on m.account_id = $1 and m.user_id = n.user_id and m.state = 'active'
   where m.role = 'administrator' or exists (
     select 1 from inbox_member i where i.account_id = $1 and i.user_id = n.user_id and i.inbox_id = n.inbox_id)
  on conflict (account_id, conversation_id, user_id, kind) where read_at is null and kind <> 'mentioned'
  do update set message_id = excluded.message_id, count = notification.count + excluded.count,
                actor = excluded.actor, at = excluded.at, digest_at = null,
                missed_since = case when notification.digest_at is null then coalesce(notification.missed_since, notification.at) end
  returning id, user_id)
  ${queuePushes("$2")}`);

export type ReadWhat =
  /** `isGroup`: with the others of its conversation. */
  | { notificationId: number; isGroup?: boolean | undefined }
  /** Those about messages up to a number, and about the assignment. */
  | { conversationId: number; number: number }
  | "all";

/** Marks a member's notifications as read, and tells their open windows; returns how many were unread. */
export async function markNotificationsRead(tx: Tx, userId: number, what: ReadWhat): Promise<number> {
  const isUpTo = what !== "all" && "conversationId" in what;
  const count = isUpTo ? await markReadUpTo(tx, userId, what) : await markEachRead(tx, userId, what);
  if (count > 0) tx.announcements.push({ what: "notifications", userId });
  return count;
}

async function markEachRead(tx: Tx, userId: number, what: Exclude<ReadWhat, UpTo>): Promise<number> {
  const { accountId, inboxIds } = tx.caller;
  const { notificationId: only, isGroup = false } = what === "all" ? { notificationId: null } : what;
  const rows = await tx.query(
    `update notification n set read_at = $3 where n.account_id = $1 and n.user_id = $2 and n.read_at is null
        and ($4::bigint is null or n.id = $4 or ($6 and n.conversation_id = (
          select o.conversation_id from notification o where o.account_id = $1 and o.user_id = $2 and o.id = $4)))
        and ($5::bigint[] is null or exists (
          select 1 from conversation c where c.account_id = $1 and c.id = n.conversation_id and c.inbox_id = any($5)))
     returning 1`,
    [accountId, userId, tx.now, only, inboxIds === "all" ? null : inboxIds, isGroup],
  );
  return rows.length;
}

type UpTo = { conversationId: number; number: number };

async function markReadUpTo(tx: Tx, userId: number, { conversationId, number }: UpTo): Promise<number> {
  const rows = await tx.query(
    `update notification n set read_at = $3 where n.account_id = $1 and n.user_id = $2 and n.read_at is null
        and n.conversation_id = $4 and (n.message_id is null or exists (
          select 1 from message m where m.account_id = $1 and m.id = n.message_id and m.number <= $5)) returning 1`,
    [tx.caller.accountId, userId, tx.now, conversationId, number],
  );
  return rows.length;
}

/** Whether the member has this notification. */
export async function hasNotification(tx: Tx, userId: number, notificationId: number): Promise<boolean> {
  const found = await tx.query(
    "select 1 from notification where account_id = $1 and id = $2 and user_id = $3",
    [tx.caller.accountId, notificationId, userId],
  );
  return found.length > 0;
}
