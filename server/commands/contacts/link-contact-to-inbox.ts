import { Refusal } from "@/server/contract/_shared/refusal";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import { lockContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

/** `sourceId`: the contact's id in the inbox's channel; null = the existing one or a random one. */
export type LinkContactToInbox = { contactId: number; inboxId: number; sourceId: string | null };

/**
 * Links a contact to an inbox. A repetition returns the same link. It creates no event, since no DTO contains the source
 * id.
 */
export async function linkContactToInbox(
  tx: Tx,
  { contactId, inboxId, sourceId }: LinkContactToInbox,
): Promise<{ sourceId: string }> {
  const contact = await lockContact(tx, contactId);
  if (!contact) throw new Refusal("contact.not_found");
  const inbox = await shareInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });
  const link = await linkContact(tx, { contactId: contact.id, inboxId: inbox.id, sourceId });
  return { sourceId: link.sourceId };
}
