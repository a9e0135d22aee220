import type { UnstampedEvent } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import { UNDELIVERED } from "@/server/store/messages/undelivered";

type TickEvent = Pick<UnstampedEvent, "type" | "changes">;

/**
 * Whether an event puts a message in trouble (failed, unconfirmed) or may end that; null: neither. A failure that is retried
 * automatically is no trouble before its last retry. Reads no data: ticks are frequent.
 */
export function troubleChangeOf({ type, changes }: TickEvent): "begins" | "ends" | null {
  switch (type) {
    case "message.stuck":
      return "begins";
    case "message.unstuck":
    case "message.deleted":
      return "ends";
    case "message.status_changed": {
      const { status, retryAt } = changes;
      const isFinal = (retryAt?.to ?? null) === null;
      return status?.to === "failed"
        ? isFinal
          ? "begins"
          : null
        : status?.from === "failed"
          ? "ends"
          : null;
    }
    case "message.updated":
      if (changes["dismissed"]?.to) return "ends";
      return changes["retryAt"]?.to === null ? "begins" : null;
    default:
      return null;
  }
}

/** The same for a row of the log, by its text: false for nearly all ticks, without parsing them. */
export const mayChangeTrouble = ({ type, text }: { type: UnstampedEvent["type"]; text: string }): boolean =>
  type === "message.status_changed"
    ? text.includes('"failed"') || text.includes('"overdue":{"from":true')
    : (type === "message.updated" && (text.includes('"retryAt":{') || text.includes('"dismissed":{'))) ||
      type === "message.overdue" ||
      type === "message.stuck" ||
      type === "message.unstuck" ||
      type === "message.deleted";

/**
 * Who hears of a message's trouble: the member who wrote it; for a program's, the assignee. Not a member who cancelled its
 * retry.
 */
export function troubledMember(event: UnstampedEvent): number | null {
  if (!isAbout(event, "message")) return null;
  const { sender, conversation } = event.data;
  const memberId = sender.type === "user" ? sender.id : conversation.assigneeId;
  const isCancelled = event.type === "message.updated" && event.actor.type === "user";
  return isCancelled && event.actor.id === memberId ? null : memberId;
}

/**
 * Withdraws unread notifications of trouble in these conversations as far as the trouble has ended. The conversations are
 * locked. Indexes: notification_unread_once, message_trouble_of_conversation.
 */
export const withdrawEnded = (tx: Tx, conversationIds: readonly number[]): Promise<unknown> =>
  tx.query(WITHDRAW, [tx.caller.accountId, conversationIds]);

const WITHDRAW = statement(`
  with found as materialized (
    select n.id, rest.count, rest.newest
      from notification n
      cross join lateral (
        select count(*)::int as count, max(m.id) as newest from message m
         where m.account_id = n.account_id and m.conversation_id = n.conversation_id
           and ${UNDELIVERED} and m.retry_at is null
           and (m.sender_type <> 'user' or m.sender_id = n.user_id)) as rest
     where n.account_id = $1 and n.conversation_id = any($2::bigint[]) and n.kind = 'not_delivered'
       and n.read_at is null
  ), gone as (
    delete from notification n using found f where n.account_id = $1 and n.id = f.id and f.count = 0
  )
  update notification n set count = least(n.count, f.count), message_id = f.newest
    from found f where n.account_id = $1 and n.id = f.id and f.count > 0`);
