import type { Caller } from "@/server/contract/_shared/caller";
import type { UnstampedEvent } from "@/server/contract/event/event";
import { type Database, sqlState } from "@/server/store/_postgres/db";
import type { DrawDisplayId } from "@/server/store/conversations/display-ids";
import { dropSettings } from "@/server/store/credentials/settings-cache";
import type { Announcement, Tx } from "@/server/store/events/tx";
import {
  type Answer,
  claimKey,
  findAnswer,
  type IdempotencyKey,
  storeAnswer,
} from "@/server/store/idempotency/idempotency";
import { abandonOperation } from "@/server/store/idempotency/operations";
import { createAttempt, type Operation } from "./attempt";
import { requireOpen, requireWritable } from "./permission";
import { traceCommand } from "./trace-command";
import { RowCrowded } from "./turns";

/** A change of state. It gets a transaction and returns a result; the store's save functions add the events. */
export type Command<I, R> = (tx: Tx, input: I) => Promise<R>;

export type { Operation };

/** The answer that is stored under an `Idempotency-Key`, or null: changes nothing and does not claim the key. */
export const findStoredAnswer: Command<IdempotencyKey, Answer | null> = findAnswer;

export type Run = {
  <I, R>(command: Command<I, R>, caller: Caller, input: I): Promise<Operation<R>>;
  /** Runs it under an `Idempotency-Key` and returns the new or stored answer. `confirms`: the operation to confirm. */
  once<I, R>(
    command: Command<I, R>,
    caller: Caller,
    input: I,
    idempotency: IdempotencyKey & { answer: (result: R) => Answer; confirms?: string },
  ): Promise<Answer>;
};

export type RunDependencies = {
  database: Database;
  now: () => Date;
  /** Called after a commit that made events: wakes the relay. */
  onCommitted: (events: readonly UnstampedEvent[]) => void;
  /** Called after a commit that announced something: tells the windows of members. */
  onAnnounced?: (accountId: number, announcements: readonly Announcement[]) => void;
  /** The connections of `database`. */
  connections?: number;
  /** For how long a change waits for its turn, in ms. */
  turnMs?: number;
  /** Draws the display ids of new conversations; by default their transaction does. */
  drawDisplayId?: DrawDisplayId;
};

/** Requests wait this long for their turn, then are refused. */
const TURN_MS = 5_000;
const RETRIES_MAX = 3;
const isRetryable = (error: unknown): boolean => ["40001", "40P01"].includes(sqlState(error) ?? "");

/**
 * Creates `run`, the only way to change state: begin, command, outbox, commit, wake. It retries the operation after a
 * deadlock or serialisation failure, at most 3 times. Any other error rolls it back and is thrown. Refuses read-only
 * callers, customers the commands that are not open to them, and `server.busy` when the account's other changes, or others on the same row, left it no turn in time
 * (docs/decisions/0029).
 */
export function createRun({
  database,
  now,
  onCommitted,
  onAnnounced = () => {},
  connections,
  turnMs = TURN_MS,
  drawDisplayId,
}: RunDependencies): Run {
  const attempt = createAttempt({
    database,
    now,
    ...(connections !== undefined && { connections }),
    ...(drawDisplayId && { drawDisplayId }),
  });

  async function operate<R>(
    command: unknown,
    caller: Caller,
    work: (tx: Tx) => Promise<R>,
  ): Promise<Operation<R>> {
    requireWritable(caller);
    requireOpen(caller, command);
    const deadlineMs = performance.now() + turnMs;
    let row: string | null = null;
    for (let retries = 0; ; ) {
      let done: Awaited<ReturnType<typeof attempt<R>>>;
      try {
        done = await attempt(caller, work, { row, deadlineMs });
      } catch (error) {
        if (error instanceof RowCrowded) row = error.row;
        else if (retries++ === RETRIES_MAX || !isRetryable(error)) throw error;
        continue;
      }
      // Outside of the try: a failing listener must not repeat a committed operation.
      if (done.events.some(changesSettings)) dropSettings();
      if (done.events.length > 0) onCommitted(done.events);
      if (done.announcements.length > 0) onAnnounced(caller.accountId, done.announcements);
      return done;
    }
  }

  const run = <I, R>(command: Command<I, R>, caller: Caller, input: I) =>
    traceCommand(command, caller, () => operate(command, caller, (tx) => command(tx, input)));

  const once: Run["once"] = async (command, caller, input, { confirms = null, ...idempotency }) => {
    const work = async (tx: Tx) => {
      const known = await claimKey(tx, idempotency);
      if (known && confirms) await abandonOperation(tx, confirms); // the first call has confirmed already
      if (known) return known;
      const answer = { ...idempotency.answer(await command(tx, input)), operationId: confirms };
      await storeAnswer(tx, idempotency, answer);
      return answer;
    };
    return (await traceCommand(command, caller, () => operate(command, caller, work))).result;
  };

  return Object.assign(run, { once });
}

/** Whether an event may change what `settingsCache` has, which this process then drops immediately. */
const changesSettings = ({ resource }: UnstampedEvent): boolean =>
  resource.type === "member" || resource.type === "token" || resource.type === "inbox";
