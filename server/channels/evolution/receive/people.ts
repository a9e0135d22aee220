import { callerOf, contactFields, ensureContact } from "@/server/channels/places";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { linkContactToInbox, updateContact } from "@/server/commands/contacts/save-contact";
import { isRefusal, REFUSALS } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type KnownPerson, listKnownPeople } from "@/server/store/contacts/channel-places";
import type { Chat, WhatsappPerson } from "./chat";
import type { EvolutionInbox } from "./evolution-inbox";

/**
 * Makes both ids of a person lead to one contact, and names that contact after the profile as long as it is called by its number. To be
 * run before a message of theirs is stored: WhatsApp names one id, the other or both. A refusal that stays costs no message.
 */
export async function unitePerson(
  inbox: EvolutionInbox,
  person: WhatsappPerson,
  profileName: string | null | undefined,
): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const { sourceId, hiddenId } = person;
  const sourceIds = hiddenId ? [sourceId, hiddenId] : [sourceId];
  const known = await listKnownPeople(services.database, accountId, { inboxId, sourceIds });
  try {
    if (hiddenId) await linkBoth(inbox, { person, hiddenId, profileName, known });
    await nameByProfile(inbox, { person, profileName, known });
  } catch (error) {
    // Such as a contact that is being erased. While the server is busy, the message is to come again: it would begin a conversation.
    if (!isRefusal(error) || REFUSALS[error.refusal] === "unavailable") throw error;
    log.info({ inboxId, reason: reasonOf(error) }, "the ids of a person on WhatsApp were not united");
  }
}

/** The chat of a message of ours: by the id that hides the number, if the inbox knows that one. */
export async function knownChat(inbox: EvolutionInbox, chat: Chat): Promise<Chat> {
  if (chat.kind === "group" || !chat.hiddenId) return chat;
  const { accountId, inboxId, services } = inbox;
  const { hiddenId: sourceId } = chat;
  const [known] = await listKnownPeople(services.database, accountId, { inboxId, sourceIds: [sourceId] });
  return known ? { kind: "person", sourceId, phone: null, hiddenId: null } : chat;
}

type Found = {
  person: WhatsappPerson;
  profileName: string | null | undefined;
  known: readonly KnownPerson[];
};

async function linkBoth(
  inbox: EvolutionInbox,
  { person, hiddenId, profileName, known }: Found & { hiddenId: string },
): Promise<void> {
  const { services, inboxId } = inbox;
  const byNumber = known.find((one) => one.sourceId === person.sourceId);
  const byHidden = known.find((one) => one.sourceId === hiddenId);
  if (byNumber && byNumber.contactId === byHidden?.contactId) return;
  if (byHidden && !byNumber && (await takeNumber(inbox, { person, byHidden }))) return;
  const contactId = byNumber?.contactId ?? (await ensureContact(inbox, person, profileName));
  if (!byHidden) {
    await services.run(linkContactToInbox, callerOf(inbox), { contactId, inboxId, sourceId: hiddenId });
    return;
  }
  if (byHidden.contactId === contactId) return;
  await services.run(mergeContacts, callerOf(inbox), { contactId, otherId: byHidden.contactId });
}

/** Adds the number to a contact who was known by the hidden id. False: another contact has it. */
async function takeNumber(
  inbox: EvolutionInbox,
  { person, byHidden }: { person: WhatsappPerson; byHidden: KnownPerson },
): Promise<boolean> {
  const { services, inboxId } = inbox;
  const { contactId } = byHidden;
  const { sourceId, phone } = person;
  try {
    if (phone && byHidden.phone === null)
      await services.run(updateContact, callerOf(inbox), { contactId, phone });
    await services.run(linkContactToInbox, callerOf(inbox), { contactId, inboxId, sourceId });
    return true;
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "contact.taken") throw error;
    return false;
  }
}

async function nameByProfile(inbox: EvolutionInbox, { person, profileName, known }: Found): Promise<void> {
  const { name } = contactFields(person, profileName);
  for (const one of known)
    if (isCalledByNumber(one, person) && name !== one.name && profileName)
      await inbox.services.run(updateContact, callerOf(inbox), { contactId: one.contactId, name });
}

const isCalledByNumber = ({ name }: KnownPerson, { sourceId, phone, hiddenId }: WhatsappPerson): boolean =>
  [sourceId, phone, hiddenId].includes(name);
