import { Refusal } from "@/server/contract/_shared/refusal";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import { lockContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

/** `sourceId`: how the inbox's channel calls the contact; the known or a random name when null. */
export type LinkContactToInbox = { contactId: number; inboxId: number; sourceId: string | null };

/**
 * Makes a contact known in an inbox; done twice, it gives the same link. It makes no event: the name belongs to the
 * channel, and no DTO shows it.
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
