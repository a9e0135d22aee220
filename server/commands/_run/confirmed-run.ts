import { beginOperation, failOperation } from "@/server/commands/operations";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { PendingEvent, Tx } from "@/server/store/events/tx";
import { abandonOperation, closeOperation } from "@/server/store/idempotency/operations";
import type { Command, Run } from "./run";

export type Confirmation = {
  /** The id of the request that waits for the end. */
  requestId: string;
  /** `later`: the command starts work that records the end of the same operation itself. */
  ends: "here" | "later";
  /** The code and sentence of the answer to an error. */
  describe: (error: unknown) => { code: string; message: string };
};

/** A `run` for one operation. */
export type ConfirmedRun = { run: Run; operationId: string };

/**
 * Begins an operation with exactly one end event: `operation.succeeded` in the transaction of the change, `.failed` in a
 * separate one after the rollback, or `.timed_out` by the worker when neither came in time, for example after a crash. An
 * operation that has timed out is rolled back instead of committed.
 * @returns a `run` for that operation only.
 */
export async function confirmedRun(
  run: Run,
  caller: Caller,
  confirmation: Confirmation,
): Promise<ConfirmedRun> {
  const { operationId } = await run(beginOperation, caller, { requestId: confirmation.requestId });
  const failing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      await recordFailure({ run, caller, operationId }, confirmation.describe(error));
      throw error;
    }
  };
  const ending = <I, R>(command: Command<I, R>) => endingWith(command, operationId, confirmation);
  const one = <I, R>(command: Command<I, R>, by: Caller, input: I) =>
    failing(run(ending(command), by, input));
  const once: Run["once"] = (command, by, input, idempotency) =>
    failing(run.once(ending(command), by, input, { ...idempotency, confirms: operationId }));
  return { run: Object.assign(one, { once }), operationId };
}

/** A command that also closes its operation, in the same transaction. */
const endingWith =
  <I, R>(command: Command<I, R>, operationId: string, { ends }: Confirmation): Command<I, R> =>
  async (tx, input) => {
    const confirmed = tx.as(tx.caller, operationId);
    const result = await command(confirmed, input);
    const isClosed = await end(confirmed, operationId, ends);
    if (!isClosed) throw new Refusal("operation.timed_out");
    const endEvent = tx.pendingEvents.find(isEndOf(operationId));
    // By the system: an endpoint that gets no events of its own token receives this one.
    if (endEvent) endEvent.by = { actor: { type: "system", id: null, name: null }, operationId };
    return result;
  };

async function end(tx: Tx, operationId: string, ends: Confirmation["ends"]): Promise<boolean> {
  if (tx.pendingEvents.some(isEndOf(operationId))) return true;
  if (ends === "later") return abandonOperation(tx, operationId);
  return closeOperation(tx, operationId, {
    state: "succeeded",
    error: null,
    events: tx.pendingEvents.length,
  });
}

const isEndOf =
  (operationId: string) =>
  ({ resource, dto }: PendingEvent): boolean =>
    resource === "operation" && "operationId" in dto && dto.operationId === operationId;

/** If this fails too, the worker records a timeout later. */
async function recordFailure(
  { run, caller, operationId }: ConfirmedRun & { caller: Caller },
  { code, message }: { code: string; message: string },
): Promise<void> {
  try {
    await run(failOperation, caller, { operationId, error: { code, detail: message } });
  } catch (error) {
    log.error({ reason: reasonOf(error), operationId }, "the failure of an operation could not be recorded");
  }
}
