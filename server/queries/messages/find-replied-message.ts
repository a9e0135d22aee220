import type { Db } from "@/server/store/_postgres/db";

/** A message of this conversation, by its id or by the provider's; the newest, or null. */
export async function findRepliedMessage(
  db: Db,
  accountId: number,
  of: { conversationId: number } & ({ messageId: number } | { sourceId: string }),
): Promise<{ id: number; sourceId: string | null } | null> {
  const [column, key] = "messageId" in of ? ["id", of.messageId] : ["source_id", of.sourceId];
  const [row] = await db.query<{ id: number; sourceId: string | null }>(
    `select id, source_id as "sourceId" from message
      where account_id = $1 and conversation_id = $2 and ${column} = $3 and kind <> 'activity'
      order by id desc limit 1`,
    [accountId, of.conversationId, key],
  );
  return row ?? null;
}
