import { requestSend } from "@/server/commands/sends/_steps/request-send";
import { applyReceipt, firstStatus, type Tick } from "@/server/domain/message/tick";
import { isUndoWindowOver } from "@/server/domain/message/undo-window";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { readSending } from "@/server/store/inboxes/inbox-facts";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";
import { takeUndoWindow } from "@/server/store/messages/undo-windows";

/**
 * Ends a message's undo window and has it sent. It becomes sent if its inbox starts messages as sent and has no callback,
 * else it stays pending until a receipt. Null if it is not due or was withdrawn.
 */
export async function releaseMessage(
  tx: Tx,
  { messageId }: { messageId: number },
): Promise<MessageRow | null> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) return null;
  const [before] = await lockMessages(tx, [messageId]);
  const tick = before && tickOf(before);
  if (!tick || before.sendAfter === null || !isUndoWindowOver(before.sendAfter, tx.now)) return null;
  if (!(await takeUndoWindow(tx, messageId))) return null;
  const inbox = (await readSending(tx, [before.inboxId])).get(before.inboxId);
  if (!inbox) return null;
  const after = firstStatus(inbox) === "sent" ? startAsSent(tx, { before, tick, conversation }) : before;
  if (before.status === "pending") requestSend(tx, inbox, after); // else a report has overtaken it: it was sent
  return after;
}

/** The locked message with its first status, as if a receipt had come when its undo window ended. */
function startAsSent(
  tx: Tx,
  { before, tick, conversation }: { before: MessageRow; tick: Tick; conversation: ConversationRow },
): MessageRow {
  const sent = {
    signal: "sent",
    attempt: before.attempt,
    at: earlier(before.sendAfter ?? tx.now, tx.now),
    error: null,
  } as const;
  const after = applyReceipt(tick, sent, conversation.contactSeenAt);
  const receipt = {
    ...sent,
    messageId: before.id,
    conversationId: before.conversationId,
    result: after.status === tick.status ? ("stale" as const) : ("applied" as const),
    sourceId: null,
    actor: tx.caller.actor,
    receivedAt: tx.now,
  };
  const [saved] = saveTicks(tx, {
    saves: [{ before, tick: after, sourceId: before.sourceId }],
    receipts: [receipt],
  });
  return saved ?? before;
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
