import { settleSends } from "@/server/commands/receipts/settle-sends";
import { afterSendTry, type SendOutcome } from "@/server/domain/send/send";
import type { Tx } from "@/server/store/events/tx";
import { type ClaimedSend, claimSends } from "@/server/store/sends/claim-sends";
import type { SettledSend } from "@/server/store/sends/settle-sends";

const ROOM = 100;

/** Takes out the messages that wait for a sender, as the worker does with those of the website widget: Tickline shows them itself. */
export async function takeOut(tx: Tx, _: Record<string, never>): Promise<void> {
  const claimed = await claimSends(tx, { now: tx.now, inFlight: new Map(), room: ROOM });
  if (claimed.length > 0) await settleSends(tx, { settled: claimed.map((one) => settledOf(one, tx.now)) });
}

const SHOWN: SendOutcome = { kind: "accepted", sourceId: null, status: "sent" };

function settledOf(claimed: ClaimedSend, at: Date): SettledSend {
  const { id, key, inboxId, messageId, attempt, leaseUntil, tries, isDoubtful, queuedAt } = claimed;
  const tried = { tries, queuedMs: queuedAt.getTime(), isDoubtful, deduplicates: true, answersLookups: true };
  return {
    ...{ id, key, inboxId, messageId, attempt, leaseUntil },
    next: afterSendTry(SHOWN, tried, { endMs: at.getTime(), random: 0 }),
    made: { number: tries, at, durationMs: 0, outcome: SHOWN, status: null, address: null },
  };
}
