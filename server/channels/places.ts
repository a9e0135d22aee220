import { createContact, linkContactToInbox } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { name } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { findChannelPlace } from "@/server/store/contacts/channel-places";
import type { ChannelParts } from "./manifest";

/** An inbox that messages come in for. `services` show its account only. */
export type ChannelInbox = { accountId: number; inboxId: number; services: ChannelParts["services"] };

/** A customer of a channel: their id in it, and their number if that is known. */
export type Person = { sourceId: string; phone: string | null };

/** Who works for an inbox: the system, in this inbox only. */
export const callerOf = ({ accountId, inboxId }: Pick<ChannelInbox, "accountId" | "inboxId">): Caller => ({
  ...systemCaller(accountId),
  inboxIds: [inboxId],
});

/** The fields of a new contact: the name of their profile, else their number. */
export function contactFields({ sourceId, phone }: Person, profileName: string | null | undefined) {
  const read = name(NAME_CHARS_MAX).safeParse(profileName?.toWellFormed());
  return { sourceId, name: read.success ? read.data : (phone ?? sourceId), ...(phone && { phone }) };
}

/** Repeats `find` once if another request created what `create` was to create. */
export async function findOrCreate<T>(find: () => Promise<T | null>, create: () => Promise<T>): Promise<T> {
  const found = await find();
  if (found !== null) return found;
  try {
    return await create();
  } catch (error) {
    const now = isRefusal(error) ? await find() : null;
    if (now === null) throw error;
    return now;
  }
}

/** The contact of a person in an inbox, created if there is none. */
export function ensureContact(
  inbox: ChannelInbox,
  person: Person,
  profileName: string | null | undefined,
): Promise<number> {
  const { services, inboxId } = inbox;
  const { sourceId } = person;
  return findOrCreate(
    async () =>
      (await findChannelPlace(services.database, inbox.accountId, { inboxId, sourceId }))?.contactId ?? null,
    async () => {
      const fields = { ...contactFields(person, profileName), inboxId, orExisting: true };
      return (await services.run(createContact, callerOf(inbox), fields)).result.contact.id;
    },
  );
}

/**
 * Lets a number by which the provider knows whom we have written to lead to the same contact, such as one in Brazil without its ninth
 * digit: they answer from it. One that another contact has stays theirs. Never throws: the message was sent.
 */
export async function linkOwnNumber(
  inbox: ChannelInbox,
  { contactId, to, number }: { contactId: number; to: string; number: string | undefined },
): Promise<void> {
  if (!number || !isNumber(number) || !isNumber(to) || number === to) return;
  const { services, inboxId } = inbox;
  try {
    await services.run(linkContactToInbox, callerOf(inbox), { contactId, inboxId, sourceId: number });
  } catch (error) {
    log.warn({ inboxId, reason: reasonOf(error) }, "a number of a customer was not linked");
  }
}

const isNumber = (id: string): boolean => /^\d{5,15}$/.test(id);

/** Sends a message of ours into the conversation with a person; into a new one if that is in the trash. */
export async function sendOrBegin<T>(
  inbox: ChannelInbox,
  person: Person,
  send: (conversationId: number) => Promise<T>,
): Promise<T> {
  try {
    return await send(await ensureConversation(inbox, person));
  } catch (error) {
    if (!isTrashed(error)) throw error;
    const contactId = await ensureContact(inbox, person, null);
    return send(await beginConversation(inbox, { contactId, sourceId: person.sourceId }));
  }
}

/** Whether a message of ours was refused because its conversation is in the trash. */
export const isTrashed = (error: unknown): boolean =>
  isRefusal(error) && error.refusal === "conversation.trashed";

/** The conversation with a person in an inbox, for a message of ours; created if there is none. */
async function ensureConversation(inbox: ChannelInbox, person: Person): Promise<number> {
  const { services, inboxId, accountId } = inbox;
  const contactId = await ensureContact(inbox, person, null);
  const { sourceId } = person;
  const place = await findChannelPlace(services.database, accountId, { inboxId, sourceId });
  if (place?.conversationId != null) return place.conversationId;
  return beginConversation(inbox, { contactId, sourceId });
}

/** Begins a conversation with a contact who has none, or one in the trash. One that another request has begun meanwhile is theirs. */
async function beginConversation(
  inbox: ChannelInbox,
  { contactId, sourceId }: { contactId: number; sourceId: string },
): Promise<number> {
  const begun = {
    inboxId: inbox.inboxId,
    contactId,
    sourceId,
    startedBy: "other" as const,
    orCurrent: true,
  };
  return (await inbox.services.run(createConversation, callerOf(inbox), begun)).result.conversation.id;
}
