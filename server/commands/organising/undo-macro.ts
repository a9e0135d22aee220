import { lockMessageToChange } from "@/server/commands/conversations/_steps/lock-changeable";
import { lockExisting } from "@/server/commands/conversations/_steps/lock-live";
import { undoInto } from "@/server/commands/conversations/undo-changes";
import { deleteMessage } from "@/server/commands/messages/delete-message";
import { withdrawMessage } from "@/server/commands/messages/withdraw-message";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { UndoMacroInput } from "@/server/contract/organising/macro-inputs";
import { withoutParticipant } from "@/server/domain/conversation/participants";
import { whyNotUndone } from "@/server/domain/conversation/undo";
import { isInUndoWindow } from "@/server/domain/message/undo-window";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findChangesOf } from "@/server/store/conversations/conversation-changes";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

export type UndoMacro = { conversation: ConversationRef } & UndoMacroInput;

/** `left`: the messages that reached the customer, which stay. */
export type UndoneMacro = { conversation: ConversationRow; left: number[] };

/**
 * Undoes the run of a macro: its changes, its note, its reply within the undo window, and that the caller follows. All of
 * that or, if a change was changed again since, none. A reply that has left stays.
 */
export async function undoMacro(tx: Tx, input: UndoMacro): Promise<UndoneMacro> {
  const before = await lockExisting(tx, input.conversation);
  const { operationId } = input;
  const changes = await findChangesOf(tx, { conversationId: before.id, operationId });
  const why = changes.length === 0 ? null : whyNotUndone(before, changes);
  if (why) throw new Refusal(why);
  if (changes.length === 0 && input.messageIds.length === 0 && !input.unfollow)
    throw new Refusal("undo.not_found");

  const left: number[] = [];
  for (const messageId of input.messageIds)
    if (!(await takeBack(tx, before, messageId))) left.push(messageId);
  let now = await lockExisting(tx, { conversationId: before.id });
  // Withdrawing a message has undone the changes of its operation.
  const remaining = await findChangesOf(tx, { conversationId: before.id, operationId });
  if (remaining.some(({ isSuperseded }) => !isSuperseded)) now = await undoInto(tx, now, operationId);
  return { conversation: input.unfollow ? await unfollow(tx, now) : now, left };
}

/** Withdraws a reply within its undo window, or deletes a note; false for a reply that has left. */
async function takeBack(tx: Tx, before: ConversationRow, messageId: number): Promise<boolean> {
  const { message, conversation } = await lockMessageToChange(tx, messageId);
  if (conversation.id !== before.id) throw new Refusal("message.not_found", { field: "messageIds" });
  if (message.kind === "note") {
    if (message.deletedAt === null) await deleteMessage(tx, { messageId });
    return true;
  }
  if (message.withdrawnAt === null && !isInUndoWindow(message, tx.now)) return false;
  await withdrawMessage(tx, { messageId });
  return true;
}

async function unfollow(tx: Tx, before: ConversationRow): Promise<ConversationRow> {
  const participants = withoutParticipant(before.participants, tx.caller.userId ?? 0);
  if (participants === before.participants) return before;
  return saveConversation(
    tx,
    before,
    { participants: [...participants] },
    { type: "conversation.participants_changed", cause: { rule: "undo" } },
  );
}
