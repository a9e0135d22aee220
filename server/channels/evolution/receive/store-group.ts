import type { GroupUpdate, ParticipantsUpdate } from "@/server/channels/evolution/webhook/envelope";
import { isPassing } from "@/server/channels/passing-refusals";
import { callerOf, ensureContact } from "@/server/channels/places";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { addMembers, removeMembers } from "@/server/commands/groups/change-members";
import { name as nameInput } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { findChannelPlace, listKnownPeople } from "@/server/store/contacts/channel-places";
import { personOf, type WhatsappPerson } from "./chat";
import type { EvolutionInbox } from "./evolution-inbox";
import { inOrder } from "./in-order";
import { unitePerson } from "./people";

/** Renames a group that Tickline has as it is called on WhatsApp. */
export async function storeGroupName(
  inbox: EvolutionInbox,
  { id: sourceId, subject }: GroupUpdate,
): Promise<void> {
  const read = nameInput(NAME_CHARS_MAX).safeParse(subject?.toWellFormed());
  const { accountId, inboxId, services } = inbox;
  const group = await findChannelPlace(services.database, accountId, { inboxId, sourceId });
  if (!read.success || !group?.isGroup) return;
  const renamed = { contactId: group.contactId, name: read.data };
  await unlessRefused(inbox, () => services.run(updateContact, callerOf(inbox), renamed));
}

/** Stores who came into a group that Tickline has, and who left it. A group without a message has no conversation. */
export async function storeParticipants(inbox: EvolutionInbox, update: ParticipantsUpdate): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const { id: sourceId, action } = update;
  if (action !== "add" && action !== "remove") return;
  await inOrder(`${inboxId} ${sourceId}`, async () => {
    const group = await findChannelPlace(services.database, accountId, { inboxId, sourceId });
    if (!group?.isGroup || group.conversationId === null) return;
    const { conversationId } = group;
    const own = personOf(inbox.ownId)?.sourceId;
    const people = peopleOf(update).filter(({ person }) => person.sourceId !== own);
    await unlessRefused(inbox, () =>
      action === "add"
        ? addPeople(inbox, { conversationId, people })
        : removePeople(inbox, { conversationId, people, author: update.author }),
    );
  });
}

type Named = { person: WhatsappPerson; name: string | null };

/** Those of an update. The number beside a hidden id is one only if it is not that id's own digits, which some versions repeat. */
function peopleOf({ participants, participantsData }: ParticipantsUpdate): Named[] {
  const details = new Map((participantsData ?? []).map((one) => [one.jid, one]));
  return participants.flatMap(({ id, phoneNumber }) => {
    const more = details.get(id);
    const person = personOf(id, ...[phoneNumber, more?.phoneNumber].map((number) => numberIdOf(id, number)));
    return person ? [{ person, name: more?.name ?? null }] : [];
  });
}

const numberIdOf = (id: string, number: string | null | undefined): string | null => {
  if (!number || number.includes("@")) return number ?? null;
  return id.startsWith(`${number}@`) ? null : `${number}@s.whatsapp.net`;
};

type Changed = { conversationId: number; people: readonly Named[] };

/** Who hides their number and has no name becomes a member with their first message, which names them. */
async function isNameless({ accountId, inboxId, services }: EvolutionInbox, { person, name }: Named) {
  if (name || person.phone !== null) return false;
  const { sourceId } = person;
  return (await findChannelPlace(services.database, accountId, { inboxId, sourceId })) === null;
}

async function addPeople(inbox: EvolutionInbox, { conversationId, people }: Changed): Promise<void> {
  const members: { contactId: number }[] = [];
  for (const added of people) {
    if (await isNameless(inbox, added)) continue;
    const { person, name } = added;
    await unitePerson(inbox, person, name);
    members.push({ contactId: await ensureContact(inbox, person, name) });
  }
  if (members.length === 0) return;
  const joined = { conversation: { conversationId }, members };
  await inbox.services.run(addMembers, callerOf(inbox), joined);
}

/** Those whom Tickline does not know were no members in it. */
async function removePeople(
  inbox: EvolutionInbox,
  { conversationId, people, author }: Changed & { author: string | null | undefined },
): Promise<void> {
  const { accountId, inboxId, services } = inbox;
  const idsOf = ({ person }: Named) => [person.sourceId, ...(person.hiddenId ? [person.hiddenId] : [])];
  const sourceIds = people.flatMap(idsOf);
  const known = await listKnownPeople(services.database, accountId, { inboxId, sourceIds });
  const contactIds = [...new Set(known.map(({ contactId }) => contactId))];
  if (contactIds.length === 0) return;
  const remover = personOf(author);
  const isLeaving = !remover || sourceIds.includes(remover.sourceId);
  const removed = { conversation: { conversationId }, contactIds, isLeaving };
  await services.run(removeMembers, callerOf(inbox), removed);
}

async function unlessRefused({ inboxId }: EvolutionInbox, change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
  } catch (error) {
    // What ends by itself is tried again by the webhook; a group in the trash stays as it is.
    if (!isRefusal(error) || isPassing(error)) throw error;
    log.info({ inboxId, reason: reasonOf(error) }, "a change of a group on WhatsApp was not stored");
  }
}
