import { beginAttempt } from "@/server/commands/messages/_steps/begin-attempt";
import { lockLiveMessage } from "@/server/commands/messages/_steps/lock-live-message";
import { Refusal } from "@/server/contract/_shared/refusal";
import { firstStatus, retry } from "@/server/domain/message/tick";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { readSending } from "@/server/store/inboxes/inbox-facts";

export type RetryMessage = { messageId: number };

/** Begins the next attempt of a failed or unconfirmed message, and has it sent. It takes the place of a planned one. */
export async function retryMessage(tx: Tx, { messageId }: RetryMessage): Promise<MessageRow> {
  const before = await lockLiveMessage(tx, messageId);
  if (before.deletedAt !== null) throw new Refusal("message.deleted");
  const tick = tickOf(before);
  if (!tick) throw new Refusal("message.no_tick");
  const inbox = (await readSending(tx, [before.inboxId])).get(before.inboxId);
  if (!inbox) throw new Refusal("message.not_found");
  const decision = retry(tick, firstStatus(inbox), tx.now);
  if (decision.kind === "refused") throw new Refusal(decision.code);
  return beginAttempt(tx, before, { tick: decision.tick, inbox });
}
