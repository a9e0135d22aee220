import { isWriter, lockMessageToChange } from "@/server/commands/conversations/_steps/lock-changeable";
import { restoreChanges } from "@/server/commands/conversations/undo-changes";
import { Refusal } from "@/server/contract/_shared/refusal";
import { decideWithdraw } from "@/server/domain/message/undo-window";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { findChangesOf } from "@/server/store/conversations/conversation-changes";
import { saveStanding } from "@/server/store/conversations/standing";
import type { Tx } from "@/server/store/events/tx";
import { saveWithdrawn, takeUndoWindow, type UndoWindow } from "@/server/store/messages/undo-windows";
import { deleteCannedUses } from "@/server/store/organising/canned-uses";

export type WithdrawMessage = { messageId: number };

/**
 * Withdraws a message within its undo window. If it was sent with `resolve`, the status is restored too, as long as that
 * was its last change, and so is `waitingSince`.
 */
export async function withdrawMessage(tx: Tx, { messageId }: WithdrawMessage): Promise<MessageRow> {
  const { message: before, conversation } = await lockMessageToChange(tx, messageId);
  const decision = decideWithdraw(before, isWriter(tx, before), tx.now);
  if (decision.kind === "refused") throw new Refusal(decision.code);
  if (decision.kind === "keep") return before;

  const hold = await takeUndoWindow(tx, messageId);
  if (!hold) throw new Error(`message ${messageId} is in its undo window without a row for it`);
  const after = await saveWithdrawn(tx, before);
  await deleteCannedUses(tx, messageId);
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
