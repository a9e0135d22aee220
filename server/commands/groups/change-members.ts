import {
  actorName,
  lockPeople,
  postNotice,
  raiseTicks,
  requirePeople,
} from "@/server/commands/groups/_steps/memberships";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  GROUP_MEMBERS_MAX,
  listNames,
  type MemberRole,
} from "@/server/domain/conversation/conversation-member";
import { ownSenderOf } from "@/server/domain/inbox/channel";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { type ContactRow, lockContact } from "@/server/store/contacts/contacts";
import { findConversationPlace } from "@/server/store/conversations/conversation-places";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import {
  type ConversationMemberRow,
  findActiveMember,
  findMembers,
  insertMembers,
  listActiveMembers,
  saveMembers,
} from "@/server/store/groups/conversation-members";
import { savePositions } from "@/server/store/groups/listed-members";
import { channelOf } from "@/server/store/inboxes/inbox-facts";
import { type MemberInput, rolesOf } from "./create-group";

export type ChangedMembers = {
  conversation: ConversationRow;
  /** Those that changed, or that `removeMembers` named. */
  members: ConversationMemberRow[];
  /** The system message that tells it; null when nothing changed. */
  message: MessageRow | null;
};

/** No system message tells the change: the caller's own program does. */
type Silence = { isSilent?: boolean | undefined };

export type AddMembers = Silence & { conversation: ConversationRef; members: readonly MemberInput[] };

/**
 * Adds contacts to a group, again if they had left it. Members stay as they are. A system message tells it. Refuses
 * contacts that do not exist or are groups, and more than `GROUP_MEMBERS_MAX` members.
 */
export async function addMembers(
  tx: Tx,
  { conversation: ref, members: wanted, isSilent = false }: AddMembers,
): Promise<ChangedMembers> {
  const contactIds = wanted.map(({ contactId }) => contactId);
  const { conversation, people: locked } = await lockGroup(tx, { conversation: ref, contactIds });
  const people = await requirePeople(tx, locked, contactIds);
  const roles = rolesOf(locked, wanted);
  const conversationId = conversation.id;
  const known = await findMembers(tx, { conversationId, contactIds: [...people.keys()] });
  const rows = new Map(known.map((row) => [row.contactId, row]));
  const fresh = [...people.keys()].filter((id) => !rows.has(id));
  const returning = known.filter(({ leftAt }) => leftAt !== null);
  if (fresh.length + returning.length === 0) return { conversation, members: [], message: null };
  const { accountId } = tx.caller;
  const present = (await listActiveMembers(tx, { accountId, conversationId })).length;
  if (present + fresh.length + returning.length > GROUP_MEMBERS_MAX)
    throw new Refusal("conversation_member.too_many", { field: "members" });

  const last = conversation.lastHistoryNumber ?? 0;
  const again = await saveMembers(
    tx,
    () => conversation.inboxId,
    returning.map((before) => ({
      before,
      patch: {
        role: roles.get(before.contactId) ?? "member",
        joinedAt: tx.now,
        leftAt: null,
        deliveredNumber: last,
        readNumber: last,
      },
    })),
  );
  const added = await insertMembers(
    tx,
    conversation,
    fresh.map((contactId) => ({ contactId, role: roles.get(contactId) ?? "member" })),
  );
  const members = [...again, ...added];
  if (isSilent) return { conversation, members, message: null };
  const parameters = { actor: await actorName(tx, conversation.inboxId), members: namesIn(people, members) };
  const told = { parameters, contactIds: idsOf(members) };
  return { members, ...(await postNotice(tx, conversation, { notice: "member.joined", ...told })) };
}

export type RemoveMembers = Silence & {
  conversation: ConversationRef;
  contactIds: readonly number[];
  /** They leave by themselves: nobody removes them. */
  isLeaving?: boolean;
};

/**
 * Ends the membership of contacts in a group. Those that left before stay as they are. A system message tells it to the
 * others. What they wrote remains. Refuses if none of the contacts ever was a member.
 */
export async function removeMembers(
  tx: Tx,
  { conversation: ref, contactIds, isLeaving = false, isSilent = false }: RemoveMembers,
): Promise<ChangedMembers> {
  const { conversation, people } = await lockGroup(tx, { conversation: ref, contactIds });
  const ids = contactIds.flatMap((id) => people.get(id)?.id ?? []);
  const known = await findMembers(tx, { conversationId: conversation.id, contactIds: ids });
  if (known.length === 0) throw new Refusal("conversation_member.not_found");
  const present = known.filter(({ leftAt }) => leftAt === null);
  if (present.length === 0) return { conversation, members: known, message: null };
  const gone = await saveMembers(
    tx,
    () => conversation.inboxId,
    present.map((before) => ({ before, patch: { leftAt: tx.now } })),
  );
  // A provider reports itself to whom a message came.
  if (!ownSenderOf(await channelOf(tx, conversation.inboxId))) await raiseTicks(tx, conversation);
  const stayed = known.filter(({ leftAt }) => leftAt !== null);
  if (isSilent) return { conversation, members: [...stayed, ...gone], message: null };
  const byId = new Map([...people.values()].map((person) => [person.id, person]));
  const names = namesIn(byId, gone);
  const told = isLeaving
    ? await postNotice(tx, conversation, {
        notice: "member.left",
        parameters: { members: names },
        contactIds: idsOf(gone),
      })
    : await postNotice(tx, conversation, {
        notice: "member.removed",
        parameters: { actor: await actorName(tx, conversation.inboxId), members: names },
        contactIds: idsOf(gone),
      });
  return { members: [...stayed, ...gone], ...told };
}

const idsOf = (members: readonly ConversationMemberRow[]): number[] =>
  members.map(({ contactId }) => contactId);

const namesIn = (
  people: ReadonlyMap<number, ContactRow>,
  members: readonly ConversationMemberRow[],
): string => listNames(members.flatMap(({ contactId }) => people.get(contactId)?.name ?? []));

export type SetMemberRole = { conversation: ConversationRef; contactId: number; role: MemberRole };

/** Changes what a member is in a group. Refuses contacts that are no members now. */
export async function setMemberRole(
  tx: Tx,
  { conversation: ref, contactId: id, role }: SetMemberRole,
): Promise<ConversationMemberRow> {
  const { conversation, people } = await lockGroup(tx, { conversation: ref, contactIds: [id] });
  const contactId = people.get(id)?.id ?? id;
  const before = await findActiveMember(tx, { conversationId: conversation.id, contactId });
  if (!before) throw new Refusal("conversation_member.not_found");
  if (before.role === role) return before;
  const [after] = await saveMembers(tx, () => conversation.inboxId, [{ before, patch: { role } }]);
  return after ?? before;
}

type LockedGroup = {
  conversation: ConversationRow;
  /** The given contacts, by the ids that they were given by. */
  people: ReadonlyMap<number, ContactRow>;
};

/**
 * Locks a group's contact with others, then its conversation: its members change under that lock only. Refuses
 * conversations that are no groups, and groups in the trash.
 */
async function lockGroup(
  tx: Tx,
  { conversation: ref, contactIds }: { conversation: ConversationRef; contactIds: readonly number[] },
): Promise<LockedGroup> {
  const place = await findConversationPlace(tx, ref);
  if (!place) throw new Refusal("conversation.not_found");
  const people = await lockPeople(tx, [place.contactId, ...contactIds]);
  const conversation = await lockConversation(tx, { conversationId: place.id });
  if (!conversation) throw new Refusal("conversation.not_found");
  if (!people.get(place.contactId)?.isGroup) throw new Refusal("conversation.no_group");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  return { conversation, people };
}

/** `upTo`: a number of the conversation's history; one beyond the last means the last. */
type MemberPosition = { conversation: ConversationRef; contactId: number; upTo: number };

/**
 * A member has read the history up to a number: their position rises, and the messages of agents that all members have
 * read become read. A lower number changes nothing. Refuses contacts that are no members now.
 */
export const readByMember = (tx: Tx, input: MemberPosition): Promise<ConversationMemberRow> =>
  raisePosition(tx, input, (upTo) => ({ deliveredNumber: upTo, readNumber: upTo }));

/** The history was delivered to a member up to a number, as `readByMember`. */
export const deliveredToMember = (tx: Tx, input: MemberPosition): Promise<ConversationMemberRow> =>
  raisePosition(tx, input, (upTo) => ({ deliveredNumber: upTo, readNumber: 0 }));

async function raisePosition(
  tx: Tx,
  { conversation: ref, contactId, upTo }: MemberPosition,
  positionsAt: (upTo: number) => { deliveredNumber: number; readNumber: number },
): Promise<ConversationMemberRow> {
  const contact = await lockContact(tx, contactId);
  const conversation = await lockConversation(tx, ref);
  if (!conversation) throw new Refusal("conversation.not_found");
  const before =
    contact && (await findActiveMember(tx, { conversationId: conversation.id, contactId: contact.id }));
  if (!before) throw new Refusal("conversation_member.not_found", { field: "contactId" });
  const wanted = positionsAt(Math.min(upTo, conversation.lastHistoryNumber ?? 0));
  const isAhead = before.deliveredNumber >= wanted.deliveredNumber && before.readNumber >= wanted.readNumber;
  if (isAhead) return before;
  const after = await savePositions(tx, before, wanted);
  await raiseTicks(tx, conversation);
  return after;
}
