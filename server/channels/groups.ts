import { addMembers } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { type ReceiveMessage, receiveMessage } from "@/server/commands/messages/receive-message";
import { isRefusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { findChannelPlace } from "@/server/store/contacts/channel-places";
import {
  type ChannelInbox,
  callerOf,
  contactFields,
  ensureContact,
  findOrCreate,
  type Person,
} from "./places";

/** A group by its id in the channel. `readName` is called for a new one. */
export type Group = { sourceId: string; readName(): Promise<string> };

/** The conversation of a group, created with the group's name if there is none. Null: it was deleted for good. */
export async function ensureGroup(
  inbox: ChannelInbox,
  { sourceId, readName }: Group,
): Promise<number | null> {
  const { services, inboxId, accountId } = inbox;
  const place = await findOrCreate(
    () => findChannelPlace(services.database, accountId, { inboxId, sourceId }),
    async () => {
      const group = { inboxId, sourceId, members: [], startedBy: "other" as const, isSilent: true };
      const called = { ...group, name: await readName() };
      const { contact, conversation } = (await services.run(createGroup, callerOf(inbox), called)).result;
      return { contactId: contact.id, isGroup: true, conversationId: conversation.id };
    },
  );
  return place.conversationId;
}

type InGroup = {
  group: Group;
  /** Null: the group itself wrote. */
  writer: Person | null;
  profileName: string | null | undefined;
  written: Omit<ReceiveMessage, "conversation" | "fromContactId" | "writerName"> & { sourceId: string };
};

/** Stores a message in the one conversation of its group; who writes there is its member from then on, while there is room for one. */
export async function receiveInGroup(
  inbox: ChannelInbox,
  { group, writer, profileName, written }: InGroup,
): Promise<{ isRepeated?: boolean | undefined }> {
  const conversationId = await ensureGroup(inbox, group);
  if (conversationId === null || !writer) {
    log.warn({ inboxId: inbox.inboxId, sourceId: written.sourceId }, "a message of a group has no place");
    return { isRepeated: true };
  }
  const { services } = inbox;
  const contactId = await ensureContact(inbox, writer, profileName);
  const receive = async (by: Pick<ReceiveMessage, "fromContactId" | "writerName">) => {
    const received = { ...written, ...by, conversation: { conversationId } };
    return (await services.run(receiveMessage, callerOf(inbox), received)).result;
  };
  try {
    return await receive({ fromContactId: contactId });
  } catch (error) {
    if (!isRefusedAs(error, "conversation_member.not_found")) throw error;
    const hasJoined = await joinGroup(inbox, { conversationId, contactId });
    return receive(
      hasJoined ? { fromContactId: contactId } : { writerName: contactFields(writer, profileName).name },
    );
  }
}

/** Makes a contact a member of a group, silently: their message shows that they are. False: the group has no room. */
async function joinGroup(
  inbox: ChannelInbox,
  { conversationId, contactId }: { conversationId: number; contactId: number },
): Promise<boolean> {
  const joined = { conversation: { conversationId }, members: [{ contactId }], isSilent: true };
  try {
    await inbox.services.run(addMembers, callerOf(inbox), joined);
    return true;
  } catch (error) {
    if (!isRefusedAs(error, "conversation_member.too_many")) throw error;
    return false;
  }
}

const isRefusedAs = (error: unknown, code: RefusalCode): boolean =>
  isRefusal(error) && error.refusal === code;
