import { isWriter, lockMessageToChange } from "@/server/commands/conversations/_steps/lock-conversation";
import { restoreChanges } from "@/server/commands/conversations/undo-changes";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetUndoSendInput } from "@/server/contract/member/inputs";
import { applyReceipt, firstStatus, hasSender } from "@/server/domain/message/tick";
import { decideWithdraw, isUndoWindowOver } from "@/server/domain/message/undo-window";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import { findChangesOf } from "@/server/store/conversations/conversation-changes";
import { lockConversation } from "@/server/store/conversations/conversations";
import { saveStanding } from "@/server/store/conversations/standing";
import type { Tx } from "@/server/store/events/tx";
import { enterHistory } from "@/server/store/groups/history";
import { readSending } from "@/server/store/inboxes/inbox-facts";
import { saveUndoSend } from "@/server/store/members/undo-send";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";
import { saveWithdrawn, takeUndoWindow, type UndoWindow } from "@/server/store/messages/undo-windows";
import { deleteCannedUses } from "@/server/store/organising/canned-replies";
import { insertSend } from "@/server/store/sends/sends";

/** `seconds`: 0 to 60. */
/** Sets the undo window of the caller's own messages; 0 = none. Only they see it, so there is no event. */
export async function setUndoSend(tx: Tx, { seconds }: SetUndoSendInput): Promise<void> {
  if (tx.caller.userId === null) throw new Refusal("auth.forbidden");
  await saveUndoSend(tx, tx.caller.userId, seconds);
}

type WithdrawMessage = { messageId: number };

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
  if (!hold) throw new Refusal("message.already_left"); // by another clock, which is ahead or was set back since
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

/**
 * Ends a message's undo window and has it sent. It becomes sent if its inbox starts messages as sent and has no callback,
 * else it stays pending until a receipt. Members of the conversation see it from now on. Null if it is not due or was withdrawn.
 */
export async function releaseMessage(
  tx: Tx,
  { messageId }: { messageId: number },
): Promise<MessageRow | null> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) return null;
  const [held] = await lockMessages(tx, [messageId]);
  const tick = held && tickOf(held);
  if (!tick || held.sendAfter === null || !isUndoWindowOver(held.sendAfter, tx.now)) return null;
  if (!(await takeUndoWindow(tx, messageId))) return null;
  const before = await enterHistory(tx, conversation, held);
  const inbox = (await readSending(tx, [before.inboxId])).get(before.inboxId);
  if (!inbox) return null;
  if (before.status !== "pending") return before; // a report has overtaken it: it was sent

  const isSent = firstStatus(inbox) === "sent";
  const sent = { ...SENT, attempt: before.attempt, at: earlier(held.sendAfter, tx.now) };
  const after = isSent ? applyReceipt(tick, sent, conversation.contactSeenAt) : tick;
  const receipt = {
    ...sent,
    messageId: before.id,
    conversationId: before.conversationId,
    result: "applied" as const,
    sourceId: null,
    actor: tx.caller.actor,
    receivedAt: tx.now,
  };
  const [saved] = saveTicks(tx, {
    saves: [{ before, tick: after, sourceId: before.sourceId, requestsSend: !hasSender(inbox) }],
    receipts: isSent ? [receipt] : [],
  });
  if (hasSender(inbox)) insertSend(tx, before);
  return saved ?? before;
}

const SENT = { signal: "sent", error: null } as const;

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
