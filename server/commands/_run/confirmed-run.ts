import { beginOperation } from "@/server/commands/operations/begin-operation";
import { failOperation } from "@/server/commands/operations/fail-operation";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { PendingEvent, Tx } from "@/server/store/events/tx";
import { abandonOperation, closeOperation } from "@/server/store/idempotency/operations";
import type { Command, Run } from "./run";

export type Confirmation = {
  /** Of the request that waits for the end. */
  requestId: string;
  /** `later`: it starts something with the same operation that tells its end itself. */
  ends: "here" | "later";
  /** What is answered to an error: its code and sentence. */
  describe: (error: unknown) => { code: string; message: string };
};

/** A `run` for one operation. */
export type ConfirmedRun = { run: Run; operationId: string };

/**
 * Begins an operation whose end is told by exactly one event with its id: `operation.succeeded` in the transaction of the
 * change, `.failed` in one of its own after the rollback, or `.timed_out` by the worker when neither came in time, also
 * because this process is gone. What was told to have timed out is rolled back when it wants to commit.
 * @returns what to run that one operation with.
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
  const one = async <I, R>(command: Command<I, R>, by: Caller, input: I) => ({
    ...(await failing(run(ending(command), by, input))),
    operationId,
  });
  const once: Run["once"] = (command, by, input, idempotency) =>
    failing(run.once(ending(command), by, input, { ...idempotency, confirms: operationId }));
  return { run: Object.assign(one, { once }), operationId };
}

/** The command, and in its transaction the end of its operation. */
const endingWith =
  <I, R>(command: Command<I, R>, operationId: string, { ends }: Confirmation): Command<I, R> =>
  async (tx, input) => {
    const confirmed = tx.as(tx.caller, operationId);
    const result = await command(confirmed, input);
    const isClosed = await end(confirmed, operationId, ends);
    if (!isClosed) throw new Refusal("operation.timed_out");
    const endEvent = tx.pendingEvents.find(isEndOf(operationId));
    // By nobody: also an endpoint that is not told what its own token does hears of it.
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

/** Where that fails too, the worker will tell that the operation timed out. */
async function recordFailure(
  { run, caller, operationId }: ConfirmedRun & { caller: Caller },
  { code, message }: { code: string; message: string },
): Promise<void> {
  try {
    await run(failOperation, caller, { operationId, error: { code, detail: message } });
  } catch (error) {
    log.error({ reason: reasonOf(error), operationId }, "the failure of an operation could not be told");
  }
}
