import { type CallQueueLimits, createCallQueue, rejectCalls } from "@/server/commands/_run/call-queue";
import { requireWritable } from "@/server/commands/_run/permission";
import type { Run } from "@/server/commands/_run/run";
import {
  type Changed,
  changeTogether,
  type Requested,
} from "@/server/commands/conversations/change-together";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { within } from "@/server/lib/async/within";
import { isDatabaseOut } from "@/server/lib/is-away";
import { newId } from "@/server/lib/new-id";

/** Collects changes of conversations into transactions: those that arrive while as many run as may share the next. */
export type ChangeQueue = {
  /**
   * Makes a change, and resolves after its commit: in one transaction with others of the account, or by `alone` where nothing else
   * waits or it cannot be made with others. Refuses with `server.busy` when too many wait.
   */
  change<A>(
    caller: Caller,
    requested: Pick<Requested, "to" | "change" | "once">,
    by: { alone: () => Promise<A>; answer: (changed: Changed) => A },
  ): Promise<A>;
};

const LIMITS: CallQueueLimits = {
  batch: 100,
  transactions: 8,
  takesOfKey: 2,
  capacity: 10_000,
  capacityPerKey: 4_000,
};

/** A change alone may wait for a lock: after this it no longer counts among those that run, in ms. */
const ALONE_MS = 50;

type Call = Requested & {
  resolve(changed: Changed): void;
  reject(error: unknown): void;
  /** Settles the call; rejects nothing. */
  runAlone(): Promise<void>;
};

/** Creates the queue over `run`. Accounts take turns, a transaction each. */
export function createChangeQueue(run: Run, limits: Partial<CallQueueLimits> = {}): ChangeQueue {
  const queue = createCallQueue<Call>({
    limits: { ...LIMITS, ...limits },
    sizeOf: () => 1,
    settle: (accountId, calls) => settle(run, accountId, calls),
  });
  return {
    change: (caller, requested, { alone, answer }) =>
      new Promise((resolve, reject) => {
        requireWritable(caller); // the transaction of many callers is the system's
        const call: Call = {
          ...requested,
          caller,
          operationId: newId(),
          resolve: (changed) => resolve(Promise.resolve(changed).then(answer)), // an error of `answer` is the call's alone
          reject,
          runAlone: () => alone().then(resolve, reject),
        };
        if (!queue.add(caller.accountId, call)) reject(new Refusal("server.busy"));
      }),
  };
}

/** Settles every call. Returns the error that the transaction ended with if the database is unreachable, else null. */
async function settle(run: Run, accountId: number, calls: readonly Call[]): Promise<unknown> {
  const [first] = calls;
  if (first && calls.length === 1) {
    await within(first.runAlone(), ALONE_MS);
    return null;
  }
  let results: (Changed | null)[];
  try {
    results = (await run(changeTogether, systemCaller(accountId), { all: calls })).result;
  } catch (error) {
    if (isDatabaseOut(error)) return rejectCalls(calls, error);
    results = calls.map(() => null); // one that fails then fails alone
  }
  for (const [i, call] of calls.entries()) {
    const changed = results[i];
    if (changed) call.resolve(changed);
    else void call.runAlone();
  }
  return null;
}
