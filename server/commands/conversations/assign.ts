import { lockExisting, lockLive } from "@/server/commands/conversations/_steps/lock-conversation";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { AssignConversationInput, AssignTeamInput } from "@/server/contract/conversation/inputs";
import {
  type Participant,
  withoutParticipant,
  withParticipant,
} from "@/server/domain/conversation/participants";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findMember } from "@/server/store/_rows/member-rows";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import { saveAssignee } from "@/server/store/conversations/posted-notices";
import { countUnread } from "@/server/store/conversations/seen";
import { memoize } from "@/server/store/events/batch/batch";
import type { Tx } from "@/server/store/events/tx";
import { listMentionable } from "@/server/store/members/agents";
import { shareTeam } from "@/server/store/organising/teams";

/** `assigneeId: null` unassigns. */
export type AssignConversation = { conversation: ConversationRef } & AssignConversationInput;

/** Assigns a conversation to a member who may see its inbox, or unassigns it. */
export async function assignConversation(tx: Tx, input: AssignConversation): Promise<ConversationRow> {
  const before = await lockExisting(tx, input.conversation);
  return assignInto(tx, before, input.assigneeId);
}

/** Assigns a locked conversation. Without a change it returns the row as is and creates no event. */
export async function assignInto(
  tx: Tx,
  before: ConversationRow,
  assigneeId: number | null,
): Promise<ConversationRow> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  if (before.assigneeId === assigneeId) return before;

  // Together they are one round trip.
  const [unreadCount] = await Promise.all([
    countUnread(tx, { ...before, assigneeId }),
    assigneeId === null ? null : requireAssignable(tx, assigneeId, before.inboxId),
  ]);
  return saveAssignee(tx, before, { assigneeId, unreadCount });
}

/** Assigns a locked conversation to the member who replied in it: who locks it may see its inbox. */
export async function assignReplier(
  tx: Tx,
  before: ConversationRow,
  userId: number,
): Promise<ConversationRow> {
  const unreadCount = await countUnread(tx, { ...before, assigneeId: userId });
  return saveAssignee(tx, before, { assigneeId: userId, unreadCount, cause: { rule: "replied" } });
}

/** Refuses a member who is unknown, not active or may not see the inbox. */
export async function requireAssignable(tx: Tx, userId: number, inboxId: number): Promise<void> {
  if (!(await isAssignable(tx, userId, inboxId)))
    throw new Refusal("member.not_found", { field: "assigneeId" });
}

/** Whether a member is active and may see the inbox. */
export async function isAssignable(tx: Tx, userId: number, inboxId: number): Promise<boolean> {
  const member = await memoize(tx, `member ${userId}`, () => findMember(tx, tx.caller.accountId, userId));
  return member?.state === "active" && (member.role === "administrator" || member.inboxIds.includes(inboxId));
}

/** `teamId: null` unassigns. */
type AssignTeam = { conversation: ConversationRef } & AssignTeamInput;

/** Assigns a conversation to a team; its assignee stays. Without a change there is no event. */
export async function assignTeam(tx: Tx, { conversation, teamId }: AssignTeam): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  return changeTeam(tx, before, teamId);
}

/** Assigns a locked conversation to a team. Without a change it returns the row as is and creates no event. */
export async function changeTeam(
  tx: Tx,
  before: ConversationRow,
  teamId: number | null,
): Promise<ConversationRow> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  if (before.teamId === teamId) return before;
  await requireTeam(tx, teamId);
  return saveConversation(tx, before, { teamId }, { type: "conversation.team_changed" });
}

/** Refuses a team that is unknown or deleted. */
export async function requireTeam(tx: Tx, teamId: number | null, field = "teamId"): Promise<void> {
  if (teamId !== null && !(await memoize(tx, `team ${teamId}`, () => shareTeam(tx, teamId))))
    throw new Refusal("team.not_found", { field });
}

/** Ids of members. One in both lists is removed. */
export type ChangeParticipants = {
  conversation: ConversationRef;
  add?: readonly number[];
  remove?: readonly number[];
};

/** Adds and removes participants. Refuses to add a member who may not see it. Without a change there is no event. */
export async function changeParticipants(
  tx: Tx,
  { conversation: ref, add = [], remove = [] }: ChangeParticipants,
): Promise<ConversationRow> {
  const before = await lockLive(tx, ref);
  await requireReaders(tx, before.inboxId, add);
  const how = { because: "added", at: tx.now } as const;
  let participants: readonly Participant[] = before.participants;
  for (const userId of add) participants = withParticipant(participants, userId, how);
  for (const userId of remove) participants = withoutParticipant(participants, userId);
  if (isSame(participants, before.participants)) return before;
  return saveConversation(
    tx,
    before,
    { participants: [...participants] },
    { type: "conversation.participants_changed" },
  );
}

async function requireReaders(tx: Tx, inboxId: number, userIds: readonly number[]): Promise<void> {
  if (userIds.length === 0) return;
  const found = await listMentionable(tx, { accountId: tx.caller.accountId, inboxId, userIds });
  if (found.length < new Set(userIds).size) throw new Refusal("member.not_found", { field: "add" });
}

const isSame = (a: readonly Participant[], b: readonly Participant[]): boolean =>
  a.length === b.length && a.every((one, i) => one.userId === b[i]?.userId && one.because === b[i]?.because);
