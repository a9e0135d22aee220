/** A process like the product's: relay, hub and bulk worker, under ticks. */
import { setTimeout as sleep } from "node:timers/promises";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import { createRun, type Run } from "@/server/commands/_run/run";
import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { createReceiptQueue, type ReceiptQueue } from "@/server/commands/receipts/_steps/receipt-queue";
import { systemCaller } from "@/server/contract/_shared/caller";
import { log } from "@/server/lib/process/log";
import { createHub } from "@/server/live/hub/hub";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { openBulk, wakeBulk } from "@/server/worker/bulk/work-bulk";
import { startRelay } from "@/server/worker/relay/relay-loop";

export type BulkQuestion = {
  databaseUrl: string;
  /** How many of account 1 to change, from id 1; 0 = none. */
  conversations: number;
  signal: "resolve" | "reopen";
  ticksPerS: number;
  /** The first message to tick; each is ticked once. */
  firstMessage: number;
  /** How long to tick if nothing is changed. */
  quietMs: number;
};
export type BulkAnswer = {
  seconds: number;
  succeeded: number;
  ticks: number;
  p99Ms: number;
  failures: string[];
};

type Product = { database: Database; run: Run; receipts: ReceiptQueue };
let opened: Product | null = null;
const now = () => new Date();
const caller = systemCaller(1);

function open({ databaseUrl: url }: BulkQuestion): Product {
  const database = openDatabase({ url });
  const hub = createHub({ database, authenticate: async () => null, now, log });
  const relay = startRelay({
    database: openDatabase({ url, max: 2 }),
    now,
    followed: hub.followed,
    onStamped: hub.publish,
    onError: (error) => log.warn({ err: error }, "the relay could not stamp"),
  });
  const run = createRun({ database, now, onCommitted: relay.wake });
  openBulk({ database, run, now, log });
  return { database, run, receipts: createReceiptQueue(run) };
}

answerQuestions(async (question: BulkQuestion): Promise<BulkAnswer> => {
  opened ??= open(question);
  const { database, run } = opened;
  const ticking = new AbortController();
  const ticks = tick(opened.receipts, question, ticking.signal);
  const began = performance.now();
  let succeeded = 0;
  if (question.conversations === 0) await sleep(question.quietMs);
  else {
    const found = Array.from({ length: question.conversations }, (_, i) => ({
      conversationId: i + 1,
      displayId: null,
    }));
    const change = { action: "status", params: { signal: question.signal } } as const;
    const started = await run(startBulk, caller, {
      change,
      target: { found },
      mode: "best_effort",
      timeoutS: 3600,
    });
    wakeBulk();
    succeeded = await whenStamped(database, started.result.id);
  }
  const seconds = (performance.now() - began) / 1000;
  ticking.abort();
  const { times, failures } = await ticks;
  times.sort((a, b) => a - b);
  return {
    seconds,
    succeeded,
    ticks: times.length,
    p99Ms: percentile(times, 99),
    failures: failures.slice(0, 5),
  };
});

/** Waits until the operation has ended and its events are in the log. Returns how many conversations changed. */
async function whenStamped(database: Database, bulkId: number): Promise<number> {
  for (;;) {
    const [row] = await database.query<{ succeeded: number; isStamped: boolean }>(
      `select succeeded, state <> 'running' and not exists (select 1 from outbox where operation_id = b.operation_id)
              as "isStamped" from bulk_operation b where account_id = 1 and id = $1`,
      [bulkId],
    );
    if (row?.isStamped) return row.succeeded;
    await sleep(20);
  }
}

type Ticked = { times: number[]; failures: string[] };

/** Sends receipts at fixed times without waiting for answers; measures from when each was due. */
async function tick(
  receipts: ReceiptQueue,
  { ticksPerS, firstMessage }: BulkQuestion,
  stop: AbortSignal,
): Promise<Ticked> {
  const ticked: Ticked = { times: [], failures: [] };
  const waiting: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; !stop.aborted; n++) {
    const due = began + (n * 1000) / ticksPerS;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    waiting.push(
      receipts.record(caller, [{ messageId: firstMessage + n, signal: "delivered" }]).then(
        () => void ticked.times.push(performance.now() - due),
        (error: unknown) => void ticked.failures.push(String(error)),
      ),
    );
  }
  await Promise.all(waiting);
  return ticked;
}
