import { type CallQueueLimits, createCallQueue, rejectCalls } from "@/server/commands/_run/call-queue";
import { requireWritable } from "@/server/commands/_run/permission";
import type { Run } from "@/server/commands/_run/run";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { isDatabaseOut } from "@/server/lib/is-away";
import { newId } from "@/server/lib/new-id";
import { metrics } from "@/server/lib/process/metrics";
import type { ReceiptInput, Report } from "./receipt-targets";
import { type ReceiptOutcome, recordReports } from "./record-reports";

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

/** `batch`, in reports. */
const LIMITS: CallQueueLimits = {
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
export function createReceiptQueue(run: Run, limits: Partial<CallQueueLimits> = {}): ReceiptQueue {
  const queue = createCallQueue<Call>({
    limits: { ...LIMITS, ...limits },
    sizeOf: ({ receipts }) => receipts.length,
    settle: (accountId, calls) => settle(run, accountId, calls),
  });

  return {
    record(caller, receipts) {
      if (receipts.length === 0) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        requireWritable(caller); // the transaction of many callers is the system's
        const call = { caller, receipts, operationId: newId(), resolve, reject };
        if (!queue.add(caller.accountId, call)) reject(new Refusal("server.busy"));
      });
    },
    drained: queue.drained,
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
