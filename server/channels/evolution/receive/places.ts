import { createEvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import { readGroupName } from "@/server/channels/evolution/server/instance";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { addMembers } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { name } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { findChannelPlace } from "@/server/store/contacts/channel-places";
import type { Person } from "./chat";
import { callerOf, type EvolutionInbox } from "./evolution-inbox";

/** Somebody's message waits for it. */
const NAME_MS = 5_000;

/** The fields of a new contact: the name of their profile, else their number. */
export function contactFields({ sourceId, phone }: Person, pushName: string | null | undefined) {
  const read = name(NAME_CHARS_MAX).safeParse(pushName?.toWellFormed());
  return { sourceId, name: read.success ? read.data : (phone ?? sourceId), ...(phone && { phone }) };
}

/** Repeats `find` once if another request created what `create` was to create. */
async function findOrCreate<T>(find: () => Promise<T | null>, create: () => Promise<T>): Promise<T> {
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
  inbox: EvolutionInbox,
  person: Person,
  pushName: string | null | undefined,
): Promise<number> {
  const { services, inboxId } = inbox;
  const { sourceId } = person;
  return findOrCreate(
    async () =>
      (await findChannelPlace(services.database, inbox.accountId, { inboxId, sourceId }))?.contactId ?? null,
    async () => {
      const fields = { ...contactFields(person, pushName), inboxId, orExisting: true };
      return (await services.run(createContact, callerOf(inbox), fields)).result.contact.id;
    },
  );
}

/** The conversation with a person in an inbox, for a message of ours; created if there is none. */
export async function ensureConversation(inbox: EvolutionInbox, person: Person): Promise<number> {
  const { services, inboxId, accountId } = inbox;
  const contactId = await ensureContact(inbox, person, null);
  const { sourceId } = person;
  const place = await findChannelPlace(services.database, accountId, { inboxId, sourceId });
  if (place?.conversationId != null) return place.conversationId;
  const begun = { inboxId, contactId, sourceId, startedBy: "other" as const };
  return (await services.run(createConversation, callerOf(inbox), begun)).result.conversation.id;
}

/** The conversation of a group, created with the group's name if there is none. Null: it was deleted for good. */
export async function ensureGroup(inbox: EvolutionInbox, sourceId: string): Promise<number | null> {
  const { services, inboxId, accountId } = inbox;
  const place = await findOrCreate(
    () => findChannelPlace(services.database, accountId, { inboxId, sourceId }),
    async () => {
      const group = { inboxId, sourceId, members: [], startedBy: "other" as const, isSilent: true };
      const called = { ...group, name: await groupNameOf(inbox, sourceId) };
      const { contact, conversation } = (await services.run(createGroup, callerOf(inbox), called)).result;
      return { contactId: contact.id, isGroup: true, conversationId: conversation.id };
    },
  );
  return place.conversationId;
}

async function groupNameOf({ settings }: EvolutionInbox, groupJid: string): Promise<string> {
  const api = createEvolutionApi({ totalMs: NAME_MS });
  try {
    const read = name(NAME_CHARS_MAX).safeParse(
      (await readGroupName(api, settings, groupJid))?.toWellFormed(),
    );
    return read.success ? read.data : "WhatsApp group";
  } finally {
    api.close();
  }
}

/** Makes a contact a member of a group, silently: their message shows that they are. */
export async function joinGroup(
  inbox: EvolutionInbox,
  { conversationId, contactId }: { conversationId: number; contactId: number },
): Promise<void> {
  await inbox.services.run(addMembers, callerOf(inbox), {
    conversation: { conversationId },
    members: [{ contactId }],
    isSilent: true,
  });
}
