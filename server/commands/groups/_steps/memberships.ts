import { Refusal } from "@/server/contract/_shared/refusal";
import { MERGED_CONVERSATIONS_MAX } from "@/server/contract/contact/merge-contact";
import { renderSystemContent } from "@/server/contract/message/render-system-content";
import { higherRole, NAMES_LISTED, reachedByAll } from "@/server/domain/conversation/conversation-member";
import { type NOTICES, type Notice, nameForCustomers } from "@/server/domain/message/system-message";
import { applyReceipt } from "@/server/domain/message/tick";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import { findReached } from "@/server/store/contacts/contact-scope";
import { type ContactRow, lockContact, lockContacts } from "@/server/store/contacts/contacts";
import { lockConversations } from "@/server/store/conversations/conversations";
import { redactMembers } from "@/server/store/events/redaction/redact-members";
import type { Tx } from "@/server/store/events/tx";
import {
  type ConversationMemberRow,
  listActiveMembers,
  listMembershipsOf,
  type MemberChange,
  saveMembers,
} from "@/server/store/groups/conversation-members";
import {
  listWrittenInGroups,
  lockNoticesAbout,
  redactWritten,
  saveNotice,
} from "@/server/store/groups/erased-members";
import { lockUnreadUpTo } from "@/server/store/groups/history";
import { savePositions } from "@/server/store/groups/listed-members";
import { readInboxName } from "@/server/store/inboxes/inbox-facts";
import { appendMessage } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";

/** The rows of two locked contacts in the conversations of the other one; more than may be merged are cut off. */
export async function listMemberships(
  tx: Tx,
  { kept, other }: { kept: ContactRow; other: ContactRow },
): Promise<ConversationMemberRow[]> {
  const limit = 1 + MERGED_CONVERSATIONS_MAX;
  const others = await listMembershipsOf(tx, { contactIds: [other.id], limit });
  const conversationIds = others.map(({ conversationId }) => conversationId);
  return [...others, ...(await listMembershipsOf(tx, { contactIds: [kept.id], conversationIds, limit }))];
}

type Uniting = {
  keptId: number;
  memberships: readonly ConversationMemberRow[];
  /** Locked; those of the memberships, and others. */
  conversations: readonly ConversationRow[];
};

/** Gives the rows of a merged contact to the kept one. Where both have one, the kept one's stays, and is in it if either was. */
export async function uniteMemberships(
  tx: Tx,
  { keptId, memberships, conversations }: Uniting,
): Promise<void> {
  const inboxes = new Map(conversations.map(({ id, inboxId }) => [id, inboxId]));
  const own = new Map(
    memberships.filter(({ contactId }) => contactId === keptId).map((row) => [row.conversationId, row]),
  );
  const changes = memberships
    .filter(({ contactId }) => contactId !== keptId)
    .flatMap((other) => unite(own.get(other.conversationId), other, { keptId, now: tx.now }));
  for (const { before, patch } of changes.filter((change) => !createsEvent(change)))
    await savePositions(tx, before, { ...before, ...patch });
  await saveMembers(tx, (conversationId) => inboxes.get(conversationId) ?? 0, changes.filter(createsEvent));
}

/** Whether a change makes an event: a change of positions alone makes none. */
const createsEvent = ({ before, patch }: MemberChange): boolean =>
  "leftAt" in patch || "contactId" in patch || before.role !== patch.role;

function unite(
  kept: ConversationMemberRow | undefined,
  other: ConversationMemberRow,
  { keptId, now }: { keptId: number; now: Date },
): MemberChange[] {
  if (!kept) return [{ before: other, patch: { contactId: keptId } }];
  if (other.leftAt !== null) return [];
  const isBack = kept.leftAt !== null;
  const role = isBack ? other.role : higherRole(kept.role, other.role);
  const deliveredNumber = Math.max(kept.deliveredNumber, other.deliveredNumber);
  const readNumber = Math.max(kept.readNumber, other.readNumber);
  const joined = isBack ? { leftAt: null, joinedAt: other.joinedAt } : {};
  return [
    { before: other, patch: { leftAt: now } },
    { before: kept, patch: { ...joined, role, deliveredNumber, readNumber } },
  ];
}

/**
 * Locks contacts in ascending order of id. The map leads from each given id to the contact, of a merged one to the contact
 * that it was merged into. Unknown and erased ones are missing.
 */
export async function lockPeople(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, ContactRow>> {
  const rows =
    ids.length === 0
      ? []
      : await lockContacts(
          tx,
          [...new Set(ids)].sort((a, b) => a - b),
        );
  const people = new Map<number, ContactRow>();
  for (const row of rows) {
    const survivor = row.mergedIntoId === null ? row : await lockContact(tx, row.mergedIntoId);
    if (survivor) people.set(row.id, survivor);
  }
  return people;
}

/**
 * The contacts that are to be members, each once, in the given order. Refuses unknown ones, those that the caller does not reach, and
 * groups.
 */
export async function requirePeople(
  tx: Tx,
  people: ReadonlyMap<number, ContactRow>,
  ids: readonly number[],
): Promise<Map<number, ContactRow>> {
  const reached = await findReached(
    tx,
    tx.caller,
    [...people.values()].map(({ id }) => id),
  );
  const found = new Map<number, ContactRow>();
  for (const id of ids) {
    const person = people.get(id);
    if (!person || !reached.has(person.id))
      throw new Refusal("contact.not_found", { field: "members", detail: String(id) });
    if (person.isGroup) throw new Refusal("contact.is_group", { field: "members", detail: String(id) });
    if (!found.has(person.id)) found.set(person.id, person);
  }
  return found;
}

/** Messages, notices and memberships that one transaction redacts or ends. */
const CHUNK = 100;

/** In place of the names of members in a notice. */
const NAMELESS = "…";

/**
 * Takes contacts who are being erased out of their groups: they are members no more, what they wrote is deleted, and system
 * messages do not name them. Does a part of it in one transaction; returns whether more is left. Hold the contacts' locks.
 */
export async function leaveErased(tx: Tx, contactIds: readonly number[]): Promise<boolean> {
  const memberships = await listMembershipsOf(tx, { contactIds, limit: CHUNK, isPresent: true });
  const written = await listWrittenInGroups(tx, { contactIds, limit: CHUNK });
  const places = [...memberships, ...written].map(({ conversationId }) => conversationId);
  const conversations = await lockConversations(tx, [...new Set(places)]);
  const inboxes = new Map(conversations.map(({ id, inboxId }) => [id, inboxId]));
  await saveMembers(
    tx,
    (conversationId) => inboxes.get(conversationId) ?? 0,
    memberships.map((before) => ({ before, patch: { leftAt: tx.now } })),
  );
  const left = new Set(memberships.map(({ conversationId }) => conversationId));
  for (const conversation of conversations) if (left.has(conversation.id)) await raiseTicks(tx, conversation);
  await redactWritten(tx, written);
  const notices = await lockNoticesAbout(tx, { contactIds, limit: CHUNK });
  for (const notice of notices) {
    if (!notice.system) continue;
    const system = { ...notice.system, parameters: { ...notice.system.parameters, members: NAMELESS } };
    await saveNotice(tx, notice, { system, content: renderSystemContent(system, "en") });
  }
  await redactMembers(tx, { contactIds, noticeIds: notices.map(({ id }) => id) });
  return [memberships, written, notices].some(({ length }) => length >= CHUNK);
}

type Parameters<N extends Notice> = Record<(typeof NOTICES)[N][number], string>;

/**
 * Tells the members of a locked conversation what happened, in its history. `contactIds`: the members whom it names, so
 * that their names can be erased.
 */
export async function postNotice<N extends Notice>(
  tx: Tx,
  conversation: ConversationRow,
  { notice, parameters, contactIds }: { notice: N; parameters: Parameters<N>; contactIds: readonly number[] },
): Promise<{ message: MessageRow; conversation: ConversationRow }> {
  const system = { notice, template: null, translations: {}, parameters };
  return appendMessage(tx, conversation, {
    kind: "system",
    direction: null,
    content: renderSystemContent(system, "en"),
    contentAttributes: { contactIds: contactIds.slice(0, NAMES_LISTED) },
    sender: tx.caller.actor,
    tick: null,
    system,
  });
}

/** The name of who did it, as members read it; of a program, the inbox's. */
export const actorName = async (tx: Tx, inboxId: number): Promise<string> =>
  nameForCustomers(tx.caller.actor) ?? (await readInboxName(tx, inboxId));

/**
 * Raises the ticks of a locked conversation's outgoing messages to what all its members have: delivered or read. It is a
 * receipt of each message, told by its event.
 */
export async function raiseTicks(tx: Tx, { id, contactSeenAt }: ConversationRow): Promise<void> {
  const { accountId } = tx.caller;
  const members = await listActiveMembers(tx, { accountId, conversationId: id });
  const delivered = reachedByAll(members.map(({ deliveredNumber }) => deliveredNumber));
  const read = reachedByAll(members.map(({ readNumber }) => readNumber));
  if (delivered === null || read === null || delivered === 0) return;
  const rows = await lockUnreadUpTo(tx, { conversationId: id, upTo: delivered });
  const raised = rows.flatMap((row) => {
    const known = tickOf(row);
    if (!known) return [];
    const signal = (row.historyNumber ?? 0) <= read ? ("read" as const) : ("delivered" as const);
    const receipt = { signal, attempt: row.attempt, at: tx.now, error: null };
    const tick = applyReceipt(known, receipt, contactSeenAt);
    return tick.status === row.status ? [] : [{ row, tick, signal }];
  });
  saveTicks(tx, {
    saves: raised.map(({ row, tick }) => ({ before: row, tick, sourceId: row.sourceId })),
    receipts: raised.map(({ row, signal }) => ({
      messageId: row.id,
      conversationId: row.conversationId,
      attempt: row.attempt,
      signal,
      result: "applied" as const,
      sourceId: null,
      error: null,
      actor: tx.caller.actor,
      at: tx.now,
      receivedAt: tx.now,
    })),
  });
}
