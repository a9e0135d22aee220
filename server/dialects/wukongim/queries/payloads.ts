import { findPayloads, findPayloadsByClient, type Payload } from "@/server/dialects/wukongim/store/payloads";
import type { Db } from "@/server/store/_postgres/db";

export type { Payload } from "@/server/dialects/wukongim/store/payloads";

/** The payloads of messages, by the message's id; those of agents and other APIs have none. */
export async function readPayloads(
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, Payload>> {
  const rows = await findPayloads(db, accountId, messageIds);
  return new Map(rows.map((row) => [row.messageId, row]));
}

/** The messages of a conversation under these client numbers, of one sender or all. */
export const findByClientMsgNos = (
  db: Db,
  accountId: number,
  of: { conversationId: number; clientMsgNos: readonly string[]; fromUid: string | null },
): Promise<Payload[]> => findPayloadsByClient(db, accountId, of);

/** An id for a message of which nothing is kept: from the sequence of those that are, so that it is nobody else's. */
export async function drawMessageId(db: Db): Promise<number> {
  const [row] = await db.query<{ id: number }>("select nextval('message_id_seq') as id");
  return row?.id ?? 0;
}
