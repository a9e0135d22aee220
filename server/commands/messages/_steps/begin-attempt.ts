import { hasSender, type Tick } from "@/server/domain/message/tick";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import type { SendingInbox } from "@/server/store/inboxes/inbox-facts";
import { insertAttempt } from "@/server/store/messages/attempts";
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
