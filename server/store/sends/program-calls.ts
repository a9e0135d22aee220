import type { ProgramCall } from "@/server/domain/send/send";
import type { Db } from "@/server/store/_postgres/db";
import { LEASE_START, statement } from "@/server/store/_postgres/statement";
import { hasSenderSql } from "@/server/store/inboxes/channel-sql";

type Row = Omit<ProgramCall, "beganMs" | "endedMs"> & { beganAt: Date; endedAt: Date | null };

/**
 * The calls of the program behind a conversation's inbox: those that run, and the last one of each attempt among the newest
 * 200 messages, unless it is known to have failed or was not made. Without a callback nobody is called: then the messages
 * that nothing is known of count as calls without an answer. Indexes: message_number, send_attempt, send_order.
 */
export async function listProgramCalls(
  db: Db,
  accountId: number,
  conversationId: number,
): Promise<ProgramCall[]> {
  const rows = await db.query<Row>(CALLS, [accountId, conversationId]);
  return rows.map(({ beganAt, endedAt, ...call }) => ({
    ...call,
    beganMs: beganAt.getTime(),
    endedMs: endedAt?.getTime() ?? null,
  }));
}

const CALLS = statement(`
  with newest as materialized (
    select m.id, m.inbox_id, m.attempt, m.direction, m.kind, m.created_at, m.source_id,
           coalesce(m.status in ('pending', 'sent') and m.deleted_at is null and m.withdrawn_at is null, false) as is_open
      from message m where m.account_id = $1 and m.conversation_id = $2 order by m.number desc limit 200
  )
  select s.message_id as "messageId", s.attempt, ${LEASE_START("s.due_at")} as "beganAt", s.settled_at as "endedAt",
         s.state = 'unconfirmed' as "isUnconfirmed"
    from newest m join send s on s.account_id = $1 and s.message_id = m.id
   where s.state in ('calling', 'accepted') or (s.state = 'unconfirmed' and m.is_open and s.attempt = m.attempt)
  union
  select s.message_id, s.attempt, ${LEASE_START("s.due_at")}, null, false
    from send s where s.account_id = $1 and s.conversation_id = $2 and s.settled_at is null and s.state = 'calling'
  union all
  select m.id, m.attempt, m.created_at, m.created_at, true
    from newest m join inbox i on i.account_id = $1 and i.id = m.inbox_id
   where m.kind = 'message' and m.direction = 'out' and m.is_open and m.source_id is null and not ${hasSenderSql("i")}`);

/** Of these messages, those whose send waits for its first try, with the attempt that it sends. Index: send_attempt. */
export async function listUntried(
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<Map<number, number>> {
  if (messageIds.length === 0) return new Map();
  const rows = await db.query<{ messageId: number; attempt: number }>(UNTRIED, [accountId, messageIds]);
  return new Map(rows.map(({ messageId, attempt }) => [messageId, attempt]));
}

const UNTRIED = statement(`
  select message_id as "messageId", attempt from send
   where account_id = $1 and message_id = any($2::bigint[]) and settled_at is null and tries = 0`);
