import type { Caller } from "@/server/contract/_shared/caller";
import type { UnstampedEvent } from "@/server/contract/event/event";
import { newId } from "@/server/lib/new-id";
import { type Database, type Db, sqlState } from "@/server/store/_postgres/db";
import { raiseRightsVersion } from "@/server/store/credentials/rights-version";
import { appendOutbox } from "@/server/store/events/outbox";
import { firstFault, type Tx } from "@/server/store/events/tx";
import {
  type Answer,
  claimKey,
  type IdempotencyKey,
  storeAnswer,
} from "@/server/store/idempotency/idempotency";
import { abandonOperation } from "@/server/store/idempotency/operations";
import { refuseReadOnly } from "./permission";
import { traceCommand } from "./trace-command";
import { createTurns, lockInTurn, RowCrowded } from "./turns";

/** A change of state. It gets a transaction and returns a result; the store's save functions add the events. */
export type Command<I, R> = (tx: Tx, input: I) => Promise<R>;

export type Operation<R> = { result: R; events: UnstampedEvent[]; operationId: string };

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
  /** The connections of `database`. */
  connections?: number;
  /** For how long a change waits for its turn, in ms. */
  turnMs?: number;
};

/** Requests wait this long for their turn, then are refused. */
const TURN_MS = 5_000;
/** Transactions of one process that wait for the lock of the same row. One that holds it is not counted. */
const ROW_WAITERS = 4;
/** The part of a pool that the changes of one account may hold. */
const ACCOUNT_SHARE = 0.75;
const CONNECTIONS = 20;

const RETRIES_MAX = 3;
const isRetryable = (error: unknown): boolean => ["40001", "40P01"].includes(sqlState(error) ?? "");

/**
 * Creates `run`, the only way to change state: begin, command, outbox, commit, wake. It retries the operation after a
 * deadlock or serialisation failure, at most 3 times. Any other error rolls it back and is thrown. Refuses read-only
 * callers, and `server.busy` when the account's other changes, or others on the same row, left it no turn in time
 * (docs/decisions/0029).
 */
export function createRun({
  database,
  now,
  onCommitted,
  connections = CONNECTIONS,
  turnMs = TURN_MS,
}: RunDependencies): Run {
  const accountTurns = createTurns(Math.max(1, Math.floor(connections * ACCOUNT_SHARE)), "account");
  const rowTurns = createTurns(ROW_WAITERS, "row");

  const commit = <R>(
    caller: Caller,
    work: (tx: Tx) => Promise<R>,
    admitted: string | null,
  ): Promise<Operation<R>> =>
    database.transaction(async (db) => {
      const operationId = newId();
      const tx = openTx(db, { caller, operationId, now: now(), atLock: lockInTurn(rowTurns, admitted) });
      const result = await firstFault(tx, () => work(tx));
      const events = await appendOutbox(tx);
      for (const work of tx.atEnd) await work();
      // A command that continues an operation records its events under that one.
      return { result, events, operationId: events[0]?.operationId ?? operationId };
    }, accountOf(caller));

  /** Commits once, as one of those whom `row` admits, and within the account's share of connections. */
  async function attempt<R>(
    caller: Caller,
    work: (tx: Tx) => Promise<R>,
    { row, deadlineMs }: { row: string | null; deadlineMs: number },
  ): Promise<Operation<R>> {
    const leaveRow = row === null ? null : await rowTurns.take(row, deadlineMs);
    try {
      const leave = await accountTurns.take(String(caller.accountId), deadlineMs);
      try {
        return await commit(caller, work, row);
      } finally {
        leave();
      }
    } finally {
      leaveRow?.();
    }
  }

  async function operate<R>(caller: Caller, work: (tx: Tx) => Promise<R>): Promise<Operation<R>> {
    refuseReadOnly(caller);
    const deadlineMs = performance.now() + turnMs;
    let row: string | null = null;
    for (let retries = 0; ; ) {
      let done: Operation<R>;
      try {
        done = await attempt(caller, work, { row, deadlineMs });
      } catch (error) {
        if (error instanceof RowCrowded) row = error.row;
        else if (retries++ === RETRIES_MAX || !isRetryable(error)) throw error;
        continue;
      }
      // Outside of the try: a failing listener must not repeat a committed operation.
      if (done.events.some(changesCallers)) raiseRightsVersion();
      if (done.events.length > 0) onCommitted(done.events);
      return done;
    }
  }

  const run = <I, R>(command: Command<I, R>, caller: Caller, input: I) =>
    traceCommand(command, caller, () => operate(caller, (tx) => command(tx, input)));

  const once: Run["once"] = async (command, caller, input, { confirms = null, ...idempotency }) => {
    const work = async (tx: Tx) => {
      const known = await claimKey(tx, idempotency);
      if (known && confirms) await abandonOperation(tx, confirms); // the first call has confirmed already
      if (known) return known;
      const answer = { ...idempotency.answer(await command(tx, input)), operationId: confirms };
      await storeAnswer(tx, idempotency, answer);
      return answer;
    };
    return (await traceCommand(command, caller, () => operate(caller, work))).result;
  };

  return Object.assign(run, { once });
}

/** The account whose rows the transaction sees. Only the creation of an account has none. */
const accountOf = ({ accountId }: Caller): number | undefined => (accountId === 0 ? undefined : accountId);

/** Whether an event may change a caller or their rights. This process then drops its cached callers immediately. */
const changesCallers = ({ resource }: UnstampedEvent): boolean =>
  resource.type === "member" || resource.type === "token";

type TxContext = Pick<Tx, "caller" | "operationId" | "now"> & Partial<Pick<Tx, "atLock">>;

/** A transaction without events yet, on the connection of `db`. */
export function openTx(db: Db, context: TxContext): Tx {
  let savepoints = 0;
  const tx: Tx = {
    atLock: (_row, lock) => lock(),
    ...context,
    query: db.query,
    raw: db.raw,
    pendingEvents: [],
    sent: [],
    atEnd: [],
    preloaded: new Map(),
    batch: null,
    as: (caller, operationId) => derive(tx, caller, operationId),
    async savepoint(work) {
      const name = `s${++savepoints}`;
      const eventCount = tx.pendingEvents.length;
      const atEndCount = tx.atEnd.length;
      await db.query(`savepoint ${name}`);
      try {
        const result = await firstFault(tx, work);
        await Promise.all(tx.sent.splice(0));
        await db.query(`release savepoint ${name}`);
        return result;
      } catch (error) {
        tx.pendingEvents.length = eventCount;
        tx.atEnd.length = atEndCount;
        await Promise.allSettled(tx.sent.splice(0));
        await db.query(`rollback to savepoint ${name}`);
        await db.query(`release savepoint ${name}`);
        throw error;
      }
    },
  };
  return tx;
}

/** Shares everything with `tx` but the caller and the operation. A batch belongs to the one that runs it. */
function derive(tx: Tx, caller: Caller, operationId = tx.operationId): Tx {
  const derived: Tx = { ...tx, caller, operationId, as: (...context) => derive(derived, ...context) };
  return derived;
}
