import { refuseReadOnly } from "@/server/commands/_run/permission";
import type { Run } from "@/server/commands/_run/run";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { createFairQueue, type FairQueueLimits, type Taken } from "@/server/lib/async/fair-queue";
import { isDatabaseOut } from "@/server/lib/is-away";
import { newId } from "@/server/lib/new-id";
import { metrics } from "@/server/lib/process/metrics";
import { type ReceiptOutcome, recordReports } from "./record-reports";
import type { ReceiptInput, Report } from "./report";

/** Collects receipts into transactions: those that arrive while one runs share the next. */
export type ReceiptQueue = {
  /**
   * Records one caller's reports in one transaction, possibly with other callers' of the same account. Returns the
   * outcomes in the order given, after the commit. Refuses with `server.busy` when too many wait.
   */
  record(caller: Caller, receipts: readonly ReceiptInput[]): Promise<ReceiptOutcome[]>;
  /** Resolves when nothing waits or runs. */
  drained(): Promise<void>;
};

export type QueueLimits = FairQueueLimits & {
  /** Reports in one transaction; a single call may have more. */
  batch: number;
  /** Concurrent transactions of all accounts. */
  transactions: number;
};

const LIMITS: QueueLimits = {
  batch: 500,
  transactions: 2,
  takesOfKey: 2,
  capacity: 10_000,
  capacityPerKey: 4_000,
};

type Call = {
  caller: Caller;
  receipts: readonly ReceiptInput[];
  operationId: string;
  resolve(outcomes: ReceiptOutcome[]): void;
  reject(error: unknown): void;
};

/**
 * Creates the queue over `run`. Accounts take turns, a batch each. Two transactions of one account may be concurrent, as
 * those of two processes may: messages are locked in ascending order, and a batch reads under the lock.
 */
export function createReceiptQueue(run: Run, limits: Partial<QueueLimits> = {}): ReceiptQueue {
  const { batch, transactions, ...turnLimits } = { ...LIMITS, ...limits };
  const turns = createFairQueue<Call>(({ receipts }) => receipts.length, turnLimits);
  let running = 0;
  let isScheduled = false;
  const idle: (() => void)[] = [];

  /** After the calls that arrive in the same turn of the event loop. */
  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      start();
    });
  }

  function start(): void {
    while (running < transactions) {
      const taken = turns.take(batch);
      if (!taken) return;
      running += 1;
      void serve(taken);
    }
  }

  async function serve(taken: Taken<Call>): Promise<void> {
    const error = await settle(run, taken.key, taken.items);
    running -= 1;
    turns.done(taken);
    // An unreachable database fails all waiting calls immediately, rather than each after its own timeout.
    if (isDatabaseOut(error)) rejectCalls(turns.clear(), error);
    if (turns.totalSize() === 0) for (const resolve of idle.splice(0)) resolve();
    start();
  }

  return {
    record(caller, receipts) {
      if (receipts.length === 0) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        refuseReadOnly(caller); // the transaction of many callers is the system's
        const call = { caller, receipts, operationId: newId(), resolve, reject };
        if (turns.add(caller.accountId, call)) schedule();
        else reject(new Refusal("server.busy"));
      });
    },
    drained: () =>
      turns.totalSize() === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve)),
  };
}

/** Settles every call. Returns the error that the last transaction ended with, or null. */
async function settle(run: Run, accountId: number, calls: readonly Call[]): Promise<unknown> {
  const reports = calls.flatMap((call): Report[] =>
    call.receipts.map((receipt) => ({ receipt, caller: call.caller, operationId: call.operationId })),
  );
  metrics.receiptBatch.observe(reports.length);
  try {
    const { result } = await run(recordReports, systemCaller(accountId), { reports });
    let from = 0;
    for (const { receipts, resolve } of calls) {
      resolve(result.slice(from, from + receipts.length));
      from += receipts.length;
    }
    return null;
  } catch (error) {
    return isDatabaseOut(error) ? rejectCalls(calls, error) : replay(run, calls);
  }
}

function rejectCalls(calls: readonly Call[], error: unknown): unknown {
  for (const { reject } of calls) reject(error);
  return error;
}

/** Runs the calls, and the reports of each, one at a time, so that a bad one fails alone. */
async function replay(run: Run, calls: readonly Call[]): Promise<unknown> {
  for (const [i, { caller, receipts, resolve, reject }] of calls.entries()) {
    try {
      resolve((await run(recordReceipts, caller, { receipts })).result);
    } catch (error) {
      if (isDatabaseOut(error)) return rejectCalls(calls.slice(i), error);
      reject(error);
    }
  }
  return null;
}
