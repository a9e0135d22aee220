import { createEvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import { readGroupName } from "@/server/channels/evolution/server/instance";
import { callerOf, findOrCreate } from "@/server/channels/places";
import { addMembers } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { name } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { findChannelPlace } from "@/server/store/contacts/channel-places";
import type { EvolutionInbox } from "./evolution-inbox";

/** Somebody's message waits for it. */
const NAME_MS = 5_000;

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
