import type { Dismissal } from "@/server/contract/_shared/dto";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { recordMessageEvent, updateMessage } from "./messages";
import { saveTicks } from "./ticks";

/**
 * Saves that a locked message is dismissed, or no longer, with a line in its timeline.
 */
export async function saveDismissal(
  tx: Tx,
  before: MessageRow,
  dismissed: Dismissal | null,
): Promise<MessageRow> {
  const after = await updateMessage(tx, before, { dismissed });
  const { id: messageId, conversationId, attempt } = after;
  const line = {
    messageId,
    conversationId,
    attempt,
    signal: dismissed ? "dismissed" : "undismissed",
    result: "applied",
    sourceId: null,
    error: dismissed?.reason ?? null,
    actor: tx.caller.actor,
    at: tx.now,
    receivedAt: tx.now,
  } as const;
  saveTicks(tx, { saves: [], receipts: [line] });
  recordMessageEvent(tx, "message.updated", after, {
    changes: { dismissed: { from: before.dismissed ?? null, to: dismissed } },
  });
  return after;
}
