import { applyReceipt, firstStatus, hasSender } from "@/server/domain/message/tick";
import { isUndoWindowOver } from "@/server/domain/message/undo-window";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { enterHistory } from "@/server/store/groups/history";
import { readSending } from "@/server/store/inboxes/inbox-facts";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";
import { takeUndoWindow } from "@/server/store/messages/undo-windows";
import { insertSend } from "@/server/store/sends/sends";

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
