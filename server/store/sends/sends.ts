import { BLOCKS_FOR_MS } from "@/server/domain/send/send";
import { newId } from "@/server/lib/new-id";
import { statement } from "@/server/store/_postgres/statement";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { sendAhead, type Tx } from "@/server/store/events/tx";

const INSERT = statement(
  `insert into send (account_id, key, inbox_id, conversation_id, message_id, attempt, due_at, blocks_until, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $7)`,
);

/** Queues the current attempt of a message, without waiting for Postgres' answer. */
export function insertSend(tx: Tx, { id, inboxId, conversationId, attempt }: MessageRow): void {
  const blocksUntil = new Date(tx.now.getTime() + BLOCKS_FOR_MS);
  const values = [tx.caller.accountId, newId(), inboxId, conversationId, id, attempt, tx.now, blocksUntil];
  sendAhead(tx, tx.query(INSERT, values));
}

/** Ends the sends of a locked message that were not settled: a later attempt takes their place. */
export async function dropSends(tx: Tx, messageId: number): Promise<void> {
  await tx.query(
    `update send set state = 'dropped', settled_at = $3
      where account_id = $1 and message_id = $2 and settled_at is null`,
    [tx.caller.accountId, messageId, tx.now],
  );
}
