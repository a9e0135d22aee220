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

/** What we do: one verb. It gets a transaction and returns its result; the events are what the store saved. */
export type Command<I, R> = (tx: Tx, input: I) => Promise<R>;

export type Operation<R> = { result: R; events: UnstampedEvent[]; operationId: string };

export type Run = {
  <I, R>(command: Command<I, R>, caller: Caller, input: I): Promise<Operation<R>>;
  /** The same under an `Idempotency-Key`: the answer, new or stored. `confirms`: the operation whose end is told. */
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
};

const RETRIES_MAX = 3;
const isRetryable = (error: unknown): boolean => ["40001", "40P01"].includes(sqlState(error) ?? "");

/**
 * Makes the one door to a change: begin, command, outbox, commit, wake. A deadlock or serialisation failure retries the
 * operation, at most 3 times; every other error undoes all of it and is thrown.
 */
export function createRun({ database, now, onCommitted }: RunDependencies): Run {
  const commit = <R>(caller: Caller, work: (tx: Tx) => Promise<R>): Promise<Operation<R>> =>
    database.transaction(async (db) => {
      const operationId = newId();
      const tx = openTx(db, { caller, operationId, now: now() });
      const result = await firstFault(tx, () => work(tx));
      const events = await appendOutbox(tx);
      for (const work of tx.atEnd) await work();
      return { result, events, operationId };
    });

  async function operate<R>(caller: Caller, work: (tx: Tx) => Promise<R>): Promise<Operation<R>> {
    for (let retries = 0; ; retries++) {
      let done: Operation<R>;
      try {
        done = await commit(caller, work);
      } catch (error) {
        if (retries === RETRIES_MAX || !isRetryable(error)) throw error;
        continue;
      }
      // Outside of the try: what is committed is told once, whatever the listener does.
      if (done.events.some(changesCallers)) raiseRightsVersion();
      if (done.events.length > 0) onCommitted(done.events);
      return done;
    }
  }

  const run = <I, R>(command: Command<I, R>, caller: Caller, input: I) =>
    operate(caller, (tx) => command(tx, input));

  const once: Run["once"] = async (command, caller, input, { confirms = null, ...idempotency }) => {
    const { result } = await operate(caller, async (tx) => {
      const known = await claimKey(tx, idempotency);
      if (known && confirms) await abandonOperation(tx, confirms); // the end was told with the first one
      if (known) return known;
      const answer = { ...idempotency.answer(await command(tx, input)), operationId: confirms };
      await storeAnswer(tx, idempotency, answer);
      return answer;
    });
    return result;
  };

  return Object.assign(run, { once });
}

/** Whether who somebody is, or what they may see, may have changed: this process forgets at once what it knew of it. */
const changesCallers = ({ resource }: UnstampedEvent): boolean =>
  resource.type === "member" || resource.type === "token";

type TxContext = Pick<Tx, "caller" | "operationId" | "now">;

/** A transaction without events yet, on the connection of `db`. */
export function openTx(db: Db, context: TxContext): Tx {
  let savepoints = 0;
  const tx: Tx = {
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
      const kept = tx.pendingEvents.length;
      const left = tx.atEnd.length;
      await db.query(`savepoint ${name}`);
      try {
        const result = await firstFault(tx, work);
        await Promise.all(tx.sent.splice(0));
        await db.query(`release savepoint ${name}`);
        return result;
      } catch (error) {
        tx.pendingEvents.length = kept;
        tx.atEnd.length = left;
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
