import { Refusal } from "@/server/contract/_shared/refusal";
import { hasSender, type Tick } from "@/server/domain/message/tick";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import type { SendingInbox } from "@/server/store/inboxes/inbox-facts";
import { insertAttempt } from "@/server/store/messages/attempts";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";
import { dropSends, insertSend } from "@/server/store/sends/sends";

/** Begins the next attempt of a locked message, whose tick is `tick`, and has it sent. */
export async function beginAttempt(
  tx: Tx,
  before: MessageRow,
  { tick, inbox }: { tick: Tick; inbox: SendingInbox },
): Promise<MessageRow> {
  const { id: messageId, conversationId, inboxId } = before;
  const { attempt } = tick;
  insertAttempt(tx, { messageId, number: attempt, inboxId, sourceId: null });
  const started = {
    messageId,
    conversationId,
    attempt,
    signal: "retry",
    result: "applied",
    sourceId: null,
    error: null,
    actor: tx.caller.actor,
    at: tx.now,
    receivedAt: tx.now,
  } as const;
  const request = { requestsSend: !hasSender(inbox), retryGapSeconds: null };
  const saves = [{ before, tick, sourceId: null, ...request }];
  const [after = before] = saveTicks(tx, { saves, receipts: [started] });
  await dropSends(tx, messageId);
  if (hasSender(inbox)) insertSend(tx, after);
  return after;
}

/** Locks a message after its conversation, which must not be in the trash. */
export async function lockLiveMessage(tx: Tx, messageId: number): Promise<MessageRow> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) throw new Refusal("message.not_found");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const [message] = await lockMessages(tx, [messageId]);
  if (!message) throw new Refusal("message.not_found");
  return message;
}
