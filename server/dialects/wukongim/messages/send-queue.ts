import { type CallQueue, createCallQueue, rejectCalls } from "@/server/commands/_run/call-queue";
import { requireWritable } from "@/server/commands/_run/permission";
import type { Run } from "@/server/commands/_run/run";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import { isDatabaseOut } from "@/server/lib/is-away";
import { newId } from "@/server/lib/new-id";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";
import { type Sent, writeTogether } from "./write-together";

type Call = Sent & {
  inboxId: number;
  resolve(messageId: number | null): void;
  reject(error: unknown): void;
};

/** `batch`, in messages. A key is an inbox. */
const LIMITS = { batch: 64, transactions: 2, takesOfKey: 2, capacity: 10_000, capacityPerKey: 4_000 };

/** The queue of a process over its `run`, which all of its edges share. */
function queueOf(run: Run): CallQueue<Call> {
  const all = shared("wukongim sends", () => new WeakMap<Run, CallQueue<Call>>());
  const queue =
    all.get(run) ??
    createCallQueue<Call>({
      limits: LIMITS,
      sizeOf: () => 1,
      settle: (inboxId, calls) => settle(run, inboxId, calls),
    });
  all.set(run, queue);
  return queue;
}

/**
 * Writes a stored message in one transaction with others of its inbox; those that arrive while one runs share the next.
 * Returns its id after the commit, or null: it is to be written on its own. Refuses `server.busy` when too many wait.
 */
export const writeSoon = (
  run: Run,
  inboxId: number,
  sent: Omit<Sent, "operationId">,
): Promise<number | null> =>
  new Promise((resolve, reject) => {
    requireWritable(sent.caller); // the transaction of many callers is the system's
    const call = { ...sent, inboxId, operationId: newId(), resolve, reject };
    if (!queueOf(run).add(inboxId, call)) reject(new Refusal("server.busy"));
  });

/** After an error of all, each is written on its own, so that a bad one fails alone. */
async function settle(run: Run, inboxId: number, calls: readonly Call[]): Promise<unknown> {
  const [first] = calls;
  if (!first) return null;
  try {
    const caller = systemCaller(first.caller.accountId);
    const { result } = await run(writeTogether, caller, { inboxId, all: calls });
    for (const [i, { resolve }] of calls.entries()) resolve(result[i] ?? null);
    return null;
  } catch (error) {
    if (isDatabaseOut(error)) return rejectCalls(calls, error);
    if (!isRefusal(error))
      log.warn({ reason: reasonOf(error) }, "wukongim: messages could not be written together");
    for (const { resolve } of calls) resolve(null);
    return null;
  }
}
