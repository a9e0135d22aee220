import { lockLiveMessage } from "@/server/commands/messages/_steps/begin-attempt";
import { recordReports } from "@/server/commands/receipts/_steps/record-reports";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { DismissMessageInput } from "@/server/contract/message/inputs";
import type { Tick } from "@/server/domain/message/tick";
import { canMarkDelivered, isInTrouble } from "@/server/domain/message/trouble";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { saveDismissal } from "@/server/store/messages/undelivered";

type OfMessage = { messageId: number };

/**
 * Records that the caller knows that the customer has a failed, unconfirmed or overdue message: a receipt `delivered` in the
 * caller's name, which its timeline shows as a statement. Later reports apply as after any delivery. Changes nothing if the
 * message is known to have arrived.
 */
export async function markDelivered(tx: Tx, { messageId }: OfMessage): Promise<void> {
  const { message, tick } = await lockSent(tx, messageId);
  if (tick.status === "delivered" || tick.status === "read") return;
  if (!canMarkDelivered(tick, message.isOverdue)) throw new Refusal("message.not_failed");
  const receipt = { messageId, signal: "delivered", attempt: tick.attempt, isStated: true } as const;
  await recordReports(tx, { reports: [{ receipt, caller: tx.caller, operationId: tx.operationId }] });
}

export type DismissMessage = OfMessage & DismissMessageInput;

/**
 * Dismisses a failed or unconfirmed message: its status stays, and it needs nobody. That ends with its next attempt, or when
 * more becomes known about it. A planned retry stays planned. Changes nothing if the message is dismissed already.
 */
export async function dismissMessage(tx: Tx, { messageId, reason }: DismissMessage): Promise<MessageRow> {
  const { message, tick } = await lockSent(tx, messageId);
  if (!isInTrouble(tick)) throw new Refusal("message.not_failed");
  if (message.dismissed) return message;
  return saveDismissal(tx, message, { reason, by: tx.caller.actor, at: tx.now.toISOString() });
}

/** Takes the dismissal of a message back, whoever dismissed it. Changes nothing if it is not dismissed. */
export async function undismissMessage(tx: Tx, { messageId }: OfMessage): Promise<MessageRow> {
  const { message } = await lockSent(tx, messageId);
  return message.dismissed ? saveDismissal(tx, message, null) : message;
}

/** Locks a message that has a tick and is not deleted, after its conversation, which must not be in the trash. */
async function lockSent(tx: Tx, messageId: number): Promise<{ message: MessageRow; tick: Tick }> {
  const message = await lockLiveMessage(tx, messageId);
  if (message.deletedAt !== null) throw new Refusal("message.deleted");
  const tick = tickOf(message);
  if (!tick) throw new Refusal("message.no_tick");
  return { message, tick };
}
