import { systemCaller } from "@/server/contract/_shared/caller";
import { decideAutoRetry } from "@/server/domain/message/auto-retry";
import { sameTick } from "@/server/domain/message/tick";
import { tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { readSending } from "@/server/store/inboxes/inbox-facts";
import { readRetryHistories, retriedMessage } from "@/server/store/messages/auto-retries";
import type { NewReceipt } from "@/server/store/messages/receipts";
import type { Folding } from "./fold-receipt";

type Plan = { save: { retryAt: Date | null }; receipts: NewReceipt[] };

/**
 * When the messages whose failure is new are retried automatically, by id. Ticks that did not fail need no statement.
 * Store the attempts of the foldings first.
 */
export async function planRetries(tx: Tx, foldings: readonly Folding[]): Promise<ReadonlyMap<number, Plan>> {
  const failed = foldings.filter(isNewFailure);
  if (failed.length === 0) return new Map();
  // Pipelined on one connection in this order.
  const [inboxes, histories] = await Promise.all([
    readSending(tx, [...new Set(failed.map(({ row }) => row.inboxId))]),
    readRetryHistories(
      tx,
      tx.caller.accountId,
      failed.map(({ row }) => row.id),
    ),
  ]);
  return new Map(
    failed.flatMap((folding): [number, Plan][] => {
      const { row, tick, isGuessed, isDoubtful, isDiscarded } = folding;
      const [settings, known] = [inboxes.get(row.inboxId), histories.get(row.id)];
      if (!settings || !known) return [];
      const history = {
        ...known,
        isGuessed,
        mayHaveArrived: known.mayHaveArrived || isDoubtful,
        isCancelled: known.isCancelled || isDiscarded,
      };
      const decision = decideAutoRetry({ ...retriedMessage(row), tick }, { settings, history, now: tx.now });
      const retryAt = decision?.kind === "at" ? decision.at : null;
      const isSame = retryAt?.getTime() === row.retryAt?.getTime();
      const receipts = retryAt && !isSame ? [plannedReceipt(tx, folding, retryAt)] : [];
      return [[row.id, { save: { retryAt }, receipts }]];
    }),
  );
}

function isNewFailure({ row, tick, isGuessed }: Folding): boolean {
  if (tick.status !== "failed") return false;
  const before = tickOf(row);
  const isSame =
    before !== null && sameTick(before, tick) && before.error?.at.getTime() === tick.error?.at.getTime();
  return !isSame || isGuessed;
}

const plannedReceipt = (tx: Tx, { row, tick }: Folding, at: Date): NewReceipt => ({
  messageId: row.id,
  conversationId: row.conversationId,
  attempt: tick.attempt,
  signal: "retry_planned",
  result: "applied",
  sourceId: null,
  error: null,
  actor: systemCaller(tx.caller.accountId).actor,
  at,
  receivedAt: tx.now,
});
