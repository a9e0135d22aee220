import { restoreChanges } from "@/server/commands/conversations/undo-changes";
import { Refusal } from "@/server/contract/_shared/refusal";
import { decideWithdraw } from "@/server/domain/message/undo-window";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { findChangesOf } from "@/server/store/conversations/conversation-changes";
import { lockConversation } from "@/server/store/conversations/conversations";
import { findShownWithout, saveStanding } from "@/server/store/conversations/standing";
import type { Tx } from "@/server/store/events/tx";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { saveWithdrawn, takeUndoWindow, type UndoWindow } from "@/server/store/messages/undo-windows";

export type WithdrawMessage = { messageId: number };

/**
 * Withdraws a message within its undo window. If it was sent with `resolve`, the status is restored too, as long as that
 * was its last change, and so is `waitingSince`.
 */
export async function withdrawMessage(tx: Tx, { messageId }: WithdrawMessage): Promise<MessageRow> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) throw new Refusal("message.not_found");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const shown = await findShownWithout(tx, { conversationId: conversation.id, messageId });
  const locked = await lockMessages(tx, [messageId, ...(shown === null ? [] : [shown])]);
  const before = locked.find(({ id }) => id === messageId);
  if (!before) throw new Refusal("message.not_found");
  const { type, id } = tx.caller.actor;
  const decision = decideWithdraw(before, before.senderType === type && before.senderId === id, tx.now);
  if (decision.kind === "refused") throw new Refusal(decision.code);
  if (decision.kind === "keep") return before;

  const hold = await takeUndoWindow(tx, messageId);
  if (!hold) throw new Error(`message ${messageId} is in its undo window without a row for it`);
  const after = await saveWithdrawn(tx, before);
  await restoreAround(tx, conversation, after, hold);
  return after;
}

async function restoreAround(
  tx: Tx,
  conversation: ConversationRow,
  message: MessageRow,
  { operationId, waitingSince }: UndoWindow,
): Promise<void> {
  const operation = { conversationId: conversation.id, operationId };
  const changes = await findChangesOf(tx, operation);
  const isLast = changes.length > 0 && changes.every(({ isSuperseded }) => !isSuperseded);
  const now = isLast ? await restoreChanges(tx, conversation, { changes, operationId }) : conversation;

  await saveStanding(tx, now, { message, waitedSince: waitingSince, cause: { rule: "undo" } });
}
