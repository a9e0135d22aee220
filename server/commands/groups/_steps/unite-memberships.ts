import { MERGED_CONVERSATIONS_MAX } from "@/server/contract/contact/merge-contact";
import { higherRole } from "@/server/domain/conversation/conversation-member";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { ContactRow } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import {
  type ConversationMemberRow,
  listMembershipsOf,
  type MemberChange,
  saveMembers,
} from "@/server/store/groups/conversation-members";
import { savePositions } from "@/server/store/groups/listed-members";

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
