import { requireAdministrator } from "@/server/commands/_run/permission";
import { requireKnownContacts } from "@/server/commands/_steps/require-contact";
import { listMemberships, uniteMemberships } from "@/server/commands/groups/_steps/memberships";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MergeContactsInput } from "@/server/contract/contact/inputs";
import { MERGED_CONVERSATIONS_MAX, mergedFields } from "@/server/contract/contact/merge-contact";
import { moveQueue } from "@/server/store/command-messages/command-queues";
import { moveLinks } from "@/server/store/contacts/contact-inboxes";
import { moveContactNotes } from "@/server/store/contacts/contact-notes";
import { findReached, keepCreator } from "@/server/store/contacts/contact-scope";
import { type ContactRow, lockContacts, saveContact, toContactDto } from "@/server/store/contacts/contacts";
import { lockMergedInto } from "@/server/store/contacts/merged-contacts";
import { lockConversationsOf, saveConversation } from "@/server/store/conversations/conversations";
import { isBeingErased } from "@/server/store/deletions/deletions";
import { dialectData } from "@/server/store/deletions/dialect-data";
import type { Tx } from "@/server/store/events/tx";

/** `otherId` is merged into `contactId`. */
export type MergeContacts = { contactId: number } & MergeContactsInput;

/** The most contacts that may have been merged into the other before. */
const EARLIER_MAX = 100;

/**
 * Merges two contacts of one customer. The kept one gets all conversations, notes, labels, source ids and waiting command
 * messages of the other, and its fields where its own are empty. The other's id then leads to the kept one. The caller need not see the conversations, but an agent
 * must see an inbox of both. Where both are members, they are one from then on. A merge cannot be undone; a repetition
 * changes nothing. Refused while one of them is being erased, and for groups.
 */
export async function mergeContacts(tx: Tx, { contactId, otherId }: MergeContacts): Promise<ContactDto> {
  if (contactId === otherId) throw new Refusal("contact.merge_itself", { field: "otherId" });
  const locked = await lockContacts(tx, [contactId, otherId]);
  const reached = await findReached(
    tx,
    tx.caller,
    locked.map(({ id, mergedIntoId }) => mergedIntoId ?? id),
  );
  const contacts = locked.filter(({ id, mergedIntoId }) => reached.has(mergedIntoId ?? id));
  const kept = unmerged(contacts, contactId, "contactId");
  if (contacts.some(({ id, mergedIntoId }) => id === otherId && mergedIntoId === kept.id))
    return toContactDto(kept);
  const other = unmerged(contacts, otherId, "otherId");
  if (kept.isGroup || other.isGroup) throw new Refusal("contact.is_group");
  if (kept.isIntegrationOwn || other.isIntegrationOwn) requireAdministrator(tx.caller);
  await requireKnownContacts(tx, [kept.id, other.id]);
  if (await isBeingErased(tx, [kept.id, other.id])) throw new Refusal("contact.being_erased");
  const earlier = await lockMergedInto(tx, other.id, EARLIER_MAX + 1);
  const memberships = await listMemberships(tx, { kept, other });
  const conversations = await lockConversationsOf(tx, other.id, {
    most: MERGED_CONVERSATIONS_MAX,
    andIds: memberships.map(({ conversationId }) => conversationId),
  });
  if (conversations.length > MERGED_CONVERSATIONS_MAX || earlier.length > EARLIER_MAX)
    throw new Refusal("contact.merge_too_large", { field: "otherId" });

  const { filled, left } = mergedFields(toContactDto(kept), toContactDto(other));
  for (const before of earlier) await saveContact(tx, before, { mergedIntoId: kept.id }, "merge");
  await saveContact(tx, other, { ...left, mergedIntoId: kept.id }, "merge");
  const after = await saveContact(tx, kept, filled, "merge");
  await moveLinks(tx, other.id, kept.id);
  await keepCreator(tx, other.id, kept.id);
  await moveContactNotes(tx, other.id, kept.id);
  for (const conversation of conversations.filter(({ contactId: id }) => id === other.id))
    await saveConversation(tx, conversation, { contactId: kept.id }, { type: "conversation.updated" });
  await uniteMemberships(tx, { keptId: kept.id, memberships, conversations });
  await moveQueue(tx, other.id, kept.id);
  for (const data of dialectData()) await data.moveContact(tx, other.id, kept.id);
  return toContactDto(after);
}

/** The locked contact; refuses one that was merged into another. */
function unmerged(locked: readonly ContactRow[], id: number, field: string): ContactRow {
  const row = locked.find((contact) => contact.id === id);
  if (!row || row.mergedIntoId !== null) throw new Refusal("contact.not_found", { field });
  return row;
}
