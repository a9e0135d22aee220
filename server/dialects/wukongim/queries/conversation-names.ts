import { findPlaces } from "@/server/dialects/wukongim/store/places";
import type { Db } from "@/server/store/_postgres/db";

/** `peerUid`: whom the contact sees on the other side of a conversation with the account; null = the account. */
export type ConversationName = { sourceId: string; peerUid: string | null };

/** The names of conversations' channels in their inboxes, as a contact sees them. Index: conversation_pkey. */
export async function readConversationNames(
  db: Db,
  accountId: number,
  of: { contactId: number; conversationIds: readonly number[] },
): Promise<ReadonlyMap<number, ConversationName>> {
  if (of.conversationIds.length === 0) return new Map();
  const [rows, places] = await Promise.all([
    db.query<{ id: number; sourceId: string }>(
      `select c.id, l.source_id as "sourceId" from conversation c
         join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
        where c.account_id = $1 and c.id = any($2::bigint[])`,
      [accountId, of.conversationIds],
    ),
    findPlaces(db, accountId, of),
  ]);
  const peers = new Map(places.map(({ conversationId, peerUid }) => [conversationId, peerUid]));
  return new Map(rows.map(({ id, sourceId }) => [id, { sourceId, peerUid: peers.get(id) ?? null }]));
}
