import type { Caller } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Db } from "@/server/store/_postgres/db";
import { findContact } from "@/server/store/contacts/contacts";

/** From whom, and to whom, a message goes that is in no history. */
export type Addressed = {
  /** The customer who sends it, one of the conversation's; absent = the caller. */
  fromContactId?: number | undefined;
  /** Some of the conversation's customers; absent = all but the sender. */
  recipientIds?: readonly number[] | undefined;
};

/**
 * The sender and the recipients of such a message: those who read the conversation, without the sender; of `recipientIds`
 * each must be one of them. Refuses `contact.not_found` for anybody else. Hold the conversation's lock where they are saved.
 */
export async function addressOf(
  db: Db,
  { accountId, actor }: Pick<Caller, "accountId" | "actor">,
  conversationId: number,
  { fromContactId, recipientIds }: Addressed,
): Promise<{ sender: MessageDto["sender"]; recipientIds: number[] }> {
  const readers = await listReaders(db, accountId, conversationId);
  const unknown = recipientIds?.find((id) => !readers.includes(id));
  if (unknown !== undefined)
    throw new Refusal("contact.not_found", { field: "recipientIds", detail: String(unknown) });
  const chosen = recipientIds ? new Set(recipientIds) : null;
  const to = readers.filter((id) => id !== fromContactId && (chosen?.has(id) ?? true));
  if (fromContactId === undefined) return { sender: actor, recipientIds: to };
  const contact = readers.includes(fromContactId) ? await findContact(db, accountId, fromContactId) : null;
  if (!contact) throw new Refusal("contact.not_found", { field: "fromContactId" });
  return { sender: { type: "contact", id: contact.id, name: contact.name }, recipientIds: to };
}

/**
 * The contacts that read a conversation, ascending: its members who are in it, or its contact if it has no history of
 * members. Index: conversation_pkey, conversation_member_contact.
 */
async function listReaders(db: Db, accountId: number, conversationId: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select m.contact_id as id from conversation_member m
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.conversation_id = $2 and m.left_at is null and c.last_history_number is not null
     union all
     select contact_id from conversation where account_id = $1 and id = $2 and last_history_number is null
      order by id`,
    [accountId, conversationId],
  );
  return rows.map(({ id }) => id);
}
