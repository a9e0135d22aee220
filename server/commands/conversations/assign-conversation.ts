import { Refusal } from "@/server/contract/_shared/refusal";
import type { AssignConversationInput } from "@/server/contract/conversation/inputs";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findMember } from "@/server/store/_rows/member-rows";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import { saveAssignee } from "@/server/store/conversations/posted-notices";
import { countUnread } from "@/server/store/conversations/seen";
import { memoize } from "@/server/store/events/batch/batch";
import type { Tx } from "@/server/store/events/tx";

/** `assigneeId: null` unassigns. */
export type AssignConversation = { conversation: ConversationRef } & AssignConversationInput;

/** Assigns a conversation to a member who may see its inbox, or unassigns it. */
export async function assignConversation(tx: Tx, input: AssignConversation): Promise<ConversationRow> {
  const before = await lockConversation(tx, input.conversation);
  if (!before) throw new Refusal("conversation.not_found");
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

  if (assigneeId !== null) await requireAssignable(tx, assigneeId, before.inboxId);
  const unreadCount = await countUnread(tx, { ...before, assigneeId });
  return saveAssignee(tx, before, { assigneeId, unreadCount });
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
