import { Refusal } from "@/server/contract/_shared/refusal";
import { firstStatus, hasSender, retry } from "@/server/domain/message/tick";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { readSending } from "@/server/store/inboxes/inbox-facts";
import { insertAttempt } from "@/server/store/messages/attempts";
import { findConversationOf, lockMessages } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";
import { dropSends, insertSend } from "@/server/store/sends/sends";

export type RetryMessage = { messageId: number };

/** Begins the next attempt of a failed or unconfirmed message, and has it sent. */
export async function retryMessage(tx: Tx, { messageId }: RetryMessage): Promise<MessageRow> {
  const conversationId = await findConversationOf(tx, messageId);
  const conversation = conversationId === null ? null : await lockConversation(tx, { conversationId });
  if (!conversation) throw new Refusal("message.not_found");
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const [before] = await lockMessages(tx, [messageId]);
  if (!before) throw new Refusal("message.not_found");
  if (before.deletedAt !== null) throw new Refusal("message.deleted");
  const tick = tickOf(before);
  if (!tick) throw new Refusal("message.no_tick");
  const inbox = (await readSending(tx, [before.inboxId])).get(before.inboxId);
  if (!inbox) throw new Refusal("message.not_found");
  const decision = retry(tick, firstStatus(inbox), tx.now);
  if (decision.kind === "refused") throw new Refusal(decision.code);

  const { attempt } = decision.tick;
  insertAttempt(tx, { messageId, number: attempt, inboxId: before.inboxId, sourceId: null });
  const started = {
    messageId,
    conversationId: before.conversationId,
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
  const saves = [{ before, tick: decision.tick, sourceId: null, ...request }];
  const [after] = saveTicks(tx, { saves, receipts: [started] });
  await dropSends(tx, messageId);
  if (hasSender(inbox)) insertSend(tx, after ?? before);
  return after ?? before;
}
