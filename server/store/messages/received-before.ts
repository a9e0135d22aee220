import type { Db } from "@/server/store/_postgres/db";

/** Whether an inbox has a customer's message with this id of its provider, whatever became of it. Index: message_source. */
export async function findReceivedBefore(
  db: Db,
  accountId: number,
  { inboxId, sourceId }: { inboxId: number; sourceId: string },
): Promise<boolean> {
  const found = await db.query(
    `select 1 from message
      where account_id = $1 and inbox_id = $2 and source_id = $3 and direction = 'in' and kind = 'message' limit 1`,
    [accountId, inboxId, sourceId],
  );
  return found.length > 0;
}
