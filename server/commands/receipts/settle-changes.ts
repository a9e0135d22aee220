import { storableWords } from "@/server/commands/receipts/_steps/storable-words";
import type { ChangeOutcome } from "@/server/domain/send/change";
import type { Tx } from "@/server/store/events/tx";
import { lockMessages } from "@/server/store/messages/messages";
import { type SettledChange, saveChangeEnd, saveChangeFailed } from "@/server/store/sends/settle-changes";
import { saveSendHealth } from "@/server/store/sends/settle-sends";

export type SettleChanges = { settled: readonly SettledChange[] };

/**
 * Writes the ends of claimed changes of sent messages. One that another process has claimed or that was replaced meanwhile ends
 * nothing. A change that failed has an event. The tries count into the health of the inbox's program, which sends share.
 */
export async function settleChanges(tx: Tx, { settled }: SettleChanges): Promise<void> {
  const messages = await lockMessages(
    tx,
    settled.map(({ messageId }) => messageId),
  );
  const byId = new Map(messages.map((row) => [row.id, row]));
  for (const one of settled.toSorted((a, b) => a.messageId - b.messageId)) {
    const { kind } = one;
    const next = asStorable(one.next);
    const message = byId.get(one.messageId);
    const isEnded = await saveChangeEnd(tx, { ...one, next });
    if (!isEnded || !message || next.state !== "failed") continue;
    await saveChangeFailed(tx, message, { kind, error: next.error });
  }
  await saveSendHealth(
    tx,
    settled.filter(({ made }) => made !== null && isConclusive(made.outcome)),
  );
}

/** Without a clear answer the fault can be that of one message: some providers answer any failed change alike. */
const isConclusive = ({ kind }: ChangeOutcome): boolean => kind !== "ambiguous";

const asStorable = <N extends SettledChange["next"]>(next: N): N =>
  "error" in next && next.error !== null ? { ...next, error: storableWords(next.error) } : next;
