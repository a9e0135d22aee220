import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

export type DueScheduled = { accountId: number; scheduledMessageId: number };

/**
 * Scheduled messages of all accounts that are due, the longest due first. Locks: none; lock one and check again before sending
 * it. Index: scheduled_message_due.
 */
export const listDueScheduled = (
  db: Db,
  { now, limit }: { now: Date; limit: number },
): Promise<DueScheduled[]> =>
  db.query<DueScheduled>(
    `select account_id as "accountId", id as "scheduledMessageId" from scheduled_message
      where state = 'waiting' and send_at <= $1 order by send_at, id limit $2`,
    [now, limit],
  );

/**
 * Whether the customer of a locked conversation wrote after a message number: neither their automatic answers nor somebody to whom a
 * mail was forwarded. Index: message_number.
 */
export async function hasCustomerWritten(tx: Tx, conversationId: number, after: number): Promise<boolean> {
  const found = await tx.query(
    `select 1 from message
      where account_id = $1 and conversation_id = $2 and number > $3 and direction = 'in'
        and not coalesce(email ?| array['isAutoReply', 'isFromOther'], false) limit 1`,
    [tx.caller.accountId, conversationId, after],
  );
  return found.length > 0;
}
