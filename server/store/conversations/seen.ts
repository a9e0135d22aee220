import type { OwnMark } from "@/server/contract/conversation/own-unread";
import { type Db, one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { unreadKey } from "@/server/store/events/batch/write-batch";
import type { Tx } from "@/server/store/events/tx";

type Marked = Pick<ConversationRow, "id" | "lastNumber" | "incomingCount">;

/** Tells the members' open windows, which keep their own marks. */
const announceSeen = (tx: Tx, { id }: Marked, userIds: readonly number[]): void =>
  void tx.announcements.push(
    ...userIds.map((userId) => ({ what: "seen" as const, userId, conversationId: id })),
  );

/** An agent's seen mark rises with what they read. */
export async function raiseSeen(
  tx: Tx,
  conversation: Marked,
  { userId, number }: { userId: number; number: number },
): Promise<void> {
  const incomingCount = conversation.incomingCount - (await countIncomingFrom(tx, conversation, number + 1));
  const rows = await tx.query(
    `insert into conversation_seen as s (account_id, conversation_id, user_id, number, incoming_count)
     values ($1, $2, $3, $4, $5)
     on conflict (account_id, conversation_id, user_id) do update
       set number = excluded.number, incoming_count = greatest(s.incoming_count, excluded.incoming_count),
           version = s.version + 1
     where s.number < excluded.number or s.incoming_count < excluded.incoming_count
     returning 1`,
    [tx.caller.accountId, conversation.id, userId, number, incomingCount],
  );
  if (rows.length > 0) announceSeen(tx, conversation, [userId]);
}

/**
 * Moves an agent's seen mark before a message, so that at least one message is unread. Returns the greatest number that any
 * agent has seen then.
 */
export async function moveSeen(
  tx: Tx,
  conversation: Marked,
  { userId, from }: { userId: number; from: number },
): Promise<number> {
  const unread = Math.max(1, await countIncomingFrom(tx, conversation, from));
  await tx.query(
    `insert into conversation_seen as s (account_id, conversation_id, user_id, number, incoming_count)
     values ($1, $2, $3, $4, $5)
     on conflict (account_id, conversation_id, user_id) do update
       set number = excluded.number, incoming_count = excluded.incoming_count, version = s.version + 1`,
    [tx.caller.accountId, conversation.id, userId, from - 1, conversation.incomingCount - unread],
  );
  announceSeen(tx, conversation, [userId]);
  const [greatest] = await tx.query<{ number: number }>(
    "select max(number)::int as number from conversation_seen where account_id = $1 and conversation_id = $2",
    [tx.caller.accountId, conversation.id],
  );
  return greatest?.number ?? 0;
}

/** Lowers these agents' seen marks to before a message, if they are higher. */
export async function lowerSeen(
  tx: Tx,
  conversation: Marked,
  { userIds, from }: { userIds: readonly number[]; from: number },
): Promise<void> {
  const incomingCount = conversation.incomingCount - (await countIncomingFrom(tx, conversation, from));
  const rows = await tx.query<{ userId: number }>(
    `update conversation_seen set number = $4, incoming_count = $5, version = version + 1
      where account_id = $1 and conversation_id = $2 and user_id = any($3::bigint[]) and number > $4
     returning user_id as "userId"`,
    [tx.caller.accountId, conversation.id, userIds, from - 1, incomingCount],
  );
  announceSeen(
    tx,
    conversation,
    rows.map(({ userId }) => userId),
  );
}

/** The customer's messages from a number on that count as unread. Reads only those rows (index message_number). */
export async function countIncomingFrom(tx: Tx, { id, lastNumber }: Marked, from: number): Promise<number> {
  if (from > lastNumber) return 0;
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from message
      where account_id = $1 and conversation_id = $2 and number >= $3 and direction = 'in' and kind = 'message'
        and counts_unread`,
    [tx.caller.accountId, id, from],
  );
  return row?.count ?? 0;
}

/** A member's marks of these conversations; those without one are left out. Index: conversation_seen_pkey. */
export const listOwnMarks = (
  db: Db,
  { accountId, userId }: { accountId: number; userId: number | null },
  conversationIds: readonly number[],
): Promise<OwnMark[]> =>
  db.query<OwnMark>(
    `select c.id as "conversationId", c.display_id as "displayId", s.number, s.incoming_count as "incomingCount", s.version
       from conversation_seen s join conversation c on c.account_id = s.account_id and c.id = s.conversation_id
      where s.account_id = $1 and s.user_id = $2 and s.conversation_id = any($3::bigint[])`,
    [accountId, userId, conversationIds],
  );

/** The number of the customer's last message that counts as unread; null = none. Index: message_number. */
export async function findLastOfCustomer(
  tx: Tx,
  { id }: Pick<ConversationRow, "id">,
): Promise<number | null> {
  const [last] = await tx.query<{ number: number }>(
    `select number from message
      where account_id = $1 and conversation_id = $2 and direction = 'in' and kind = 'message' and counts_unread
      order by number desc limit 1`,
    [tx.caller.accountId, id],
  );
  return last?.number ?? null;
}

type Counted = Pick<ConversationRow, "id" | "assigneeId" | "agentSeenNumber">;

/**
 * Customer messages after the last one seen by the assignee; unassigned: by any agent. Reads only the rows above that
 * number (index message_number).
 */
export async function countUnread(tx: Tx, c: Counted): Promise<number> {
  const known = tx.batch?.unread.get(unreadKey(c));
  return known ?? one(await countEach(tx, [c])).unread;
}

/** Counts for all of them in one statement, for later calls of `countUnread` in the same batch. */
export async function countUnreadAhead(tx: Tx, conversations: readonly Counted[]): Promise<void> {
  for (const { unread, place } of await countEach(tx, conversations)) {
    const counted = conversations[place - 1];
    if (counted) tx.batch?.unread.set(unreadKey(counted), unread);
  }
}

const countEach = (tx: Tx, conversations: readonly Counted[]): Promise<{ place: number; unread: number }[]> =>
  tx.query(COUNT_UNREAD, [
    tx.caller.accountId,
    conversations.map(({ id }) => id),
    conversations.map(({ assigneeId }) => assigneeId),
    conversations.map(({ agentSeenNumber }) => agentSeenNumber),
  ]);

const COUNT_UNREAD = statement(`
  select c.place, (
    select count(*) from message m
     where m.account_id = $1 and m.conversation_id = c.id and m.direction = 'in' and m.kind = 'message' and m.counts_unread
       and m.number > case when c.assignee_id is null then c.seen
                           else coalesce((select s.number from conversation_seen s
                                           where s.account_id = $1 and s.conversation_id = c.id
                                             and s.user_id = c.assignee_id), 0) end) as unread
    from unnest($2::bigint[], $3::bigint[], $4::int[]) with ordinality as c (id, assignee_id, seen, place)`);

/** Maximum of returned numbers; one is enough to refuse a crossing reply. */
const NEWER_MAX = 20;

/**
 * Numbers of public messages after `number` from others: the customer, a bot, a program, another agent. In order; reads
 * only the rows above that number (index message_number).
 */
export async function findNewerOfOthers(
  tx: Tx,
  conversation: Pick<ConversationRow, "id" | "lastNumber">,
  number: number,
): Promise<number[]> {
  if (conversation.lastNumber <= number) return [];
  const rows = await tx.query<{ number: number }>(
    `select number from message
      where account_id = $1 and conversation_id = $2 and number > $3 and kind = 'message'
        and (sender_type, sender_id) is distinct from ($4, $5::bigint)
      order by number limit ${NEWER_MAX}`,
    [tx.caller.accountId, conversation.id, number, tx.caller.actor.type, tx.caller.actor.id],
  );
  return rows.map((row) => row.number);
}
