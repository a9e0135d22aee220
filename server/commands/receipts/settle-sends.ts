import { doubt, type Folding, fold, learn } from "@/server/commands/receipts/_steps/fold-receipt";
import { type Foldings, lockFoldings, saveFoldings } from "@/server/commands/receipts/_steps/fold-receipts";
import { storableOutcome } from "@/server/commands/receipts/_steps/storable-words";
import type { Tx } from "@/server/store/events/tx";
import { lockSourceIds } from "@/server/store/messages/receipts";
import {
  lockOwnSends,
  type SettledSend,
  saveSendHealth,
  saveSends,
  wordsOf,
} from "@/server/store/sends/settle-sends";

export type SettleSends = { settled: readonly SettledSend[] };

/**
 * Writes the ends of claimed sends: the ticks of their messages, each try, and the health of the programs that were called.
 * A send that another process has claimed or settled meanwhile changes nothing, but an accepted message was sent, and a
 * definite answer ends a doubt. What no column takes of an answer is left out: it must not keep the others from being stored.
 * Returns the ids of the sends that were settled here.
 */
export async function settleSends(tx: Tx, { settled: answered }: SettleSends): Promise<ReadonlySet<number>> {
  const given = answered.map(asStorable);
  await lockSourceIds(
    tx,
    given.flatMap(({ inboxId, made }) =>
      made?.outcome.kind === "accepted" && made.outcome.sourceId !== null
        ? [{ inboxId, sourceId: made.outcome.sourceId }]
        : [],
    ),
  );
  const changing = new Set(given.filter(changesTick).map(({ messageId }) => messageId));
  const failing = new Set(given.filter(failsTick).map(({ messageId }) => messageId));
  // Pipelined on one connection in this order: the sends are locked after their messages.
  const [foldings, own] = await Promise.all([
    lockFoldings(tx, [...changing], { named: changing, failing }),
    lockOwnSends(tx, given),
  ]);
  const settled = given.filter(({ id, isReplayed }) => !isReplayed || own.has(id));
  for (const send of settled) if (own.has(send.id)) foldEnd(tx, foldings, send);
  await saveFoldings(tx, foldings.byMessage, foldings.around);
  saveSends(tx, settled, own);
  await saveSendHealth(tx, settled);
  return own;
}

const asStorable = (send: SettledSend): SettledSend =>
  send.made ? { ...send, made: { ...send.made, outcome: storableOutcome(send.made.outcome) } } : send;

const changesTick = ({ next: { state } }: SettledSend): boolean => state !== "waiting" && state !== "dropped";

const failsTick = (send: SettledSend): boolean =>
  changesTick(send) && (send.next.state === "refused" || send.next.state === "expired");

function foldEnd(tx: Tx, { byMessage }: Foldings, send: SettledSend): void {
  const folding = byMessage.get(send.messageId);
  if (!folding || !changesTick(send)) return;
  const { made, attempt } = send;
  const words = made === null ? (send.reason ?? null) : wordsOf(made.outcome);
  const at = made === null ? tx.now : new Date(made.at.getTime() + made.durationMs);
  const common = { attempt, at, receivedAt: tx.now, actor: tx.caller.actor };
  const outcome = made?.outcome;
  if (outcome?.kind === "accepted") {
    const { sourceId, status } = outcome;
    const isShared = hasOther(folding, attempt, sourceId);
    if (isShared || status !== "sent") learn(folding, { ...common, sourceId });
    const sent = { ...common, signal: "sent" as const, sourceId: isShared ? null : sourceId, error: null };
    if (status === "sent") fold(folding, sent, null);
  } else if (send.next.state === "unconfirmed") {
    doubt(folding, { ...common, sourceId: null, error: words });
  } else {
    folding.isDoubtful = send.next.isDoubtful;
    fold(folding, { ...common, signal: "failed", sourceId: null, error: words }, null);
  }
}

/** Whether another attempt has this id, as all attempts of a mail have: then it names none of them, and the newest learns it. */
const hasOther = ({ attempts }: Folding, attempt: number, sourceId: string | null): boolean =>
  sourceId !== null && attempts.some((one) => one.number !== attempt && one.sourceId === sourceId);
