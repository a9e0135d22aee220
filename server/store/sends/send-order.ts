import type { EarlierSend } from "@/server/contract/message/receipt";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/**
 * SQL: whether a send `b` goes before a send `w` of the same conversation: as long as it may block later ones, and afterwards only
 * while it is due or called. Index: send_order.
 */
export const goesBefore = (now: string): string =>
  `b.account_id = w.account_id and b.conversation_id = w.conversation_id and b.settled_at is null
   and b.id < w.id and (b.blocks_until > ${now} or b.due_at <= ${now} or b.state = 'calling')`;

/** Indexes: send_attempt, send_order, message_pkey. */
const FIND = statement(
  `select m.id as "messageId", m.number, m.created_at as "createdAt"
     from send w join send b on ${goesBefore("$3")}
     join message m on m.account_id = b.account_id and m.id = b.message_id
    where w.account_id = $1 and w.message_id = $2 and w.settled_at is null and w.state <> 'calling'
    order by b.id limit 1`,
);

/** The earlier message of its conversation that a message waits for before it is sent; null: it waits for none. */
export async function findEarlierSend(
  db: Db,
  accountId: number,
  { messageId, now }: { messageId: number; now: Date },
): Promise<EarlierSend | null> {
  const [row] = await db.query<Omit<EarlierSend, "createdAt"> & { createdAt: Date }>(FIND, [
    accountId,
    messageId,
    now,
  ]);
  return row ? { ...row, createdAt: row.createdAt.toISOString() } : null;
}
