import { timeOutOperation } from "@/server/commands/operations";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listOverdueOperations } from "@/server/store/idempotency/operations";
import { forEachDue } from "@/server/worker/for-each-due";
import type { WorkerContext } from "./worker-context";

const BATCH = 100;

/**
 * Times out every operation that did not end in its time: its process was killed, or is still at work and will be refused.
 * Any number of processes may do it.
 */
export async function timeOutOperations({
  database,
  run,
  now,
  log,
}: Pick<WorkerContext, "database" | "run" | "now" | "log">): Promise<void> {
  await forEachDue({
    list: (limit) => listOverdueOperations(database, { now: now(), limit }),
    handle: ({ accountId, operationId }) => run(timeOutOperation, systemCaller(accountId), { operationId }),
    batch: BATCH,
    log,
    failure: "could not time out an operation",
  });
}
