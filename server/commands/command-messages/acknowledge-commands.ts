import { isReached, requireKnownContacts } from "@/server/commands/contacts/_steps/requirements";
import { narrowInboxes } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { AcknowledgedCommands } from "@/server/contract/message/command-message";
import { acknowledgeUpTo } from "@/server/store/command-messages/command-queues";
import { findContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";

/** `upTo`: the number of the newest one that the contact has. `inboxId`: only what was sent in this inbox. */
export type AcknowledgeCommands = { contactId: number; upTo: number; inboxId?: number };

/**
 * Marks the command messages in a contact's queue up to a number as received, and returns how many waited: those in inboxes that
 * the caller may see, as the list of what waits has them. A repetition marks none. A merged contact leads to the one that it
 * was merged into.
 */
export async function acknowledgeCommands(
  tx: Tx,
  { contactId, upTo, inboxId }: AcknowledgeCommands,
): Promise<AcknowledgedCommands> {
  const contact = await findContact(tx, tx.caller.accountId, contactId);
  if (!contact || !(await isReached(tx, contact.id))) throw new Refusal("contact.not_found");
  await requireKnownContacts(tx, [contact.id]);
  const inboxIds = narrowInboxes(tx.caller, inboxId);
  const conversations = await acknowledgeUpTo(tx, { contactId: contact.id, upTo, inboxIds });
  return { acknowledged: conversations.reduce((sum, one) => sum + one.acknowledged, 0), conversations };
}
