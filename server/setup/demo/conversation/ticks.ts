import type { Run } from "@/server/commands/_run/run";
import { markStuck } from "@/server/commands/messages/mark-late";
import { retryMessage } from "@/server/commands/messages/retry-message";
import type { ReceiptInput } from "@/server/commands/receipts/_steps/receipt-targets";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { settleSends } from "@/server/commands/receipts/settle-sends";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { STUCK_AFTER_MINUTES } from "@/server/domain/message/tick";
import { afterSendTry, type SendOutcome } from "@/server/domain/send/send";
import type { InboxKey } from "@/server/setup/demo/cast";
import { FAILURES } from "@/server/setup/demo/failures";
import type { Random } from "@/server/setup/demo/random";
import type { Tx } from "@/server/store/events/tx";
import { type ClaimedSend, claimSends } from "@/server/store/sends/claim-sends";
import type { SettledSend } from "@/server/store/sends/settle-sends";

/** A message's final tick, and how it gets there. */
export type TickEnd =
  | "stuck"
  | "sent"
  | "delivered"
  | "read"
  | "readAtOnce"
  | "failed"
  | "retried"
  | "outOfOrder"
  | "parked";

/** The id of a message that a step sends; 0 before that, or if it is not sent. */
export type SentRef = { id: number };

/** `isAlone`: it changes messages of other conversations too. */
type TickStep = { afterMs: number; isAlone?: boolean; work: (run: Run) => Promise<void> };
type Report = Pick<ReceiptInput, "signal"> & Partial<ReceiptInput> & { bySourceId?: boolean };
/** `reporter`: who reports what became of a message. */
type Line = { caller: Caller; reporter: () => Caller; inbox: InboxKey; inboxId: number };

const SECOND_MS = 1000;

/** What becomes of one message, from its sending. A message that was not sent has no receipts. */
export function tickSteps(sent: SentRef, end: TickEnd, random: Random, line: Line): TickStep[] {
  const soon = random.between(1, 9) * SECOND_MS;
  const later = soon + random.between(20, 2400) * SECOND_MS;
  if (line.inbox === "website") return widgetSteps(sent, end, { soon, later, line });
  const sourceId = `${line.inbox}.${Math.floor(random.next() * 2 ** 44).toString(36)}`;
  const report = (afterMs: number, ...reports: Report[]): TickStep => ({
    afterMs,
    work: async (run) => {
      if (sent.id === 0) return;
      const receipts = reports.map(({ bySourceId, ...rest }) =>
        bySourceId ? { inboxId: line.inboxId, sourceId, ...rest } : { messageId: sent.id, ...rest },
      );
      await run(recordReceipts, line.reporter(), { receipts });
    },
  });
  const arrives: Report[] = [{ signal: "sent", sourceId }, { signal: "delivered" }];
  const failure: Report = { signal: "failed", sourceId, error: random.pick(FAILURES[line.inbox]) };
  const read: Report = { signal: "read", bySourceId: true };

  const ways: Record<TickEnd, () => TickStep[]> = {
    stuck: () => [
      {
        afterMs: STUCK_AFTER_MINUTES.default * 60 * SECOND_MS + soon,
        work: async (run) =>
          void (await run(markStuck, systemCaller(line.caller.accountId), { messageIds: [sent.id] })),
      },
    ],
    sent: () => [report(soon, { signal: "sent", sourceId })],
    delivered: () => [report(soon, ...arrives)],
    readAtOnce: () => [report(soon, ...arrives, { signal: "read" })],
    read: () => [report(soon, ...arrives), report(later, read)],
    failed: () => [report(soon, { signal: "sent", sourceId }, failure)],
    retried: () => [
      report(soon, failure),
      {
        afterMs: later,
        work: async (run) => void (await run(retryMessage, line.caller, { messageId: sent.id })),
      },
      report(later + 4 * SECOND_MS, { signal: "sent", sourceId: `${sourceId}.2` }, { signal: "delivered" }),
      report(later + 90 * SECOND_MS, { signal: "read" }, { signal: "sent", bySourceId: true }),
    ],
    outOfOrder: () => [
      report(soon, { signal: "delivered", sourceId }),
      report(
        soon + 2 * SECOND_MS,
        { signal: "sent", bySourceId: true },
        { signal: "delivered", bySourceId: true },
      ),
      report(later, read),
    ],
    parked: () => [
      report(soon, { signal: "delivered", bySourceId: true }),
      report(soon + SECOND_MS, { signal: "sent", sourceId }),
      report(later, read),
    ],
  };
  return ways[end]();
}

/** Where visitors saw a message at last. Their pages show what Tickline has: nothing fails, and who left the page sees it at the next visit. */
const SEEN: Record<TickEnd, readonly ReceiptInput["signal"][]> = {
  stuck: [],
  sent: [],
  failed: [],
  retried: ["delivered"],
  delivered: ["delivered"],
  parked: ["delivered", "read"],
  outOfOrder: ["delivered", "read"],
  read: ["delivered", "read"],
  readAtOnce: ["delivered", "read"],
};

type Times = { soon: number; later: number; line: Line };

/** The worker takes a message out as soon as it was written; the visitor's page reports the rest. */
function widgetSteps(sent: SentRef, end: TickEnd, { soon, later, line }: Times): TickStep[] {
  const report = (signal: ReceiptInput["signal"], afterMs: number): TickStep => ({
    afterMs,
    work: async (run) => {
      if (sent.id === 0) return;
      await run(recordReceipts, line.reporter(), { receipts: [{ messageId: sent.id, signal }] });
    },
  });
  const readAfter = end === "readAtOnce" ? soon + SECOND_MS : later;
  return [
    {
      afterMs: 300,
      isAlone: true,
      work: async (run) => void (await run(takeOut, systemCaller(line.caller.accountId), {})),
    },
    ...SEEN[end].map((signal) => report(signal, signal === "read" ? readAfter : soon)),
  ];
}

const SENDS_ROOM = 100;

/** Takes out the messages that wait for a sender, as the worker does with those of the website widget: Tickline shows them itself. */
async function takeOut(tx: Tx, _: Record<string, never>): Promise<void> {
  const claimed = await claimSends(tx, { now: tx.now, inFlight: new Map(), room: SENDS_ROOM });
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
