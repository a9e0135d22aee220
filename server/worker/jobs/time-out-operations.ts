import { timeOutOperation } from "@/server/commands/operations/time-out-operation";
import { systemCaller } from "@/server/contract/_shared/caller";
import { reasonOf } from "@/server/lib/process/start-failure";
import { listOverdueOperations } from "@/server/store/idempotency/operations";
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
  for (;;) {
    const due = await listOverdueOperations(database, { now: now(), limit: BATCH });
    let timedOut = 0;
    for (const { accountId, operationId } of due) {
      try {
        await run(timeOutOperation, systemCaller(accountId), { operationId });
        timedOut++;
      } catch (error) {
        log.error({ reason: reasonOf(error), operationId }, "could not time out an operation");
      }
    }
    if (timedOut < BATCH) return;
  }
}
