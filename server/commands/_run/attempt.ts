import type { Caller } from "@/server/contract/_shared/caller";
import type { UnstampedEvent } from "@/server/contract/event/event";
import { newId } from "@/server/lib/new-id";
import type { Database, Db } from "@/server/store/_postgres/db";
import type { DrawDisplayId } from "@/server/store/conversations/display-ids";
import { appendOutbox } from "@/server/store/events/outbox";
import { type Announcement, beforeCommit, firstFault, type Tx } from "@/server/store/events/tx";
import { createTurns, lockInTurn } from "./turns";

export type Operation<R> = { result: R; events: UnstampedEvent[]; operationId: string };
type Committed<R> = Operation<R> & { announcements: readonly Announcement[] };

/** Transactions of one process that wait for the lock of the same row. One that holds it is not counted. */
const ROW_WAITERS = 4;
/** The part of a pool that the changes of one account may hold. */
const ACCOUNT_SHARE = 0.75;
const CONNECTIONS = 20;

type AttemptDependencies = {
  database: Database;
  now: () => Date;
  connections?: number;
  drawDisplayId?: DrawDisplayId | null;
};
type AttemptOptions = {
  /** The crowded row that admits it, or null. */
  row: string | null;
  /** When it is refused, on the clock of `performance.now()`. */
  deadlineMs: number;
};

/** Commits a change once, within the account's share of connections. */
export type Attempt = <R>(
  caller: Caller,
  work: (tx: Tx) => Promise<R>,
  options: AttemptOptions,
) => Promise<Committed<R>>;

/** Creates the attempts of a process, which share their turns. */
export function createAttempt({
  database,
  now,
  connections = CONNECTIONS,
  drawDisplayId = null,
}: AttemptDependencies): Attempt {
  const accountTurns = createTurns(Math.max(1, Math.floor(connections * ACCOUNT_SHARE)), "account");
  const rowTurns = createTurns(ROW_WAITERS, "row");

  const commit = <R>(
    caller: Caller,
    work: (tx: Tx) => Promise<R>,
    admitted: string | null,
  ): Promise<Committed<R>> => {
    const operationId = newId();
    const sent: Tx["sent"] = [];
    const change = async (db: Db): Promise<Committed<R>> => {
      const atLock = lockInTurn(rowTurns, admitted);
      const tx = openTx(db, { caller, operationId, now: now(), atLock, drawDisplayId, sent });
      const result = await work(tx);
      const events = await appendOutbox(tx);
      for (const work of tx.atEnd) await work();
      await beforeCommit(tx);
      // A command that continues an operation records its events under that one.
      const { announcements } = tx;
      return { result, events, operationId: events[0]?.operationId ?? operationId, announcements };
    };
    // Within the transaction, which then rolls back; and behind it: its commit follows statements without their answers.
    const inTransaction = (db: Db) => firstFault({ sent }, () => change(db));
    return firstFault({ sent }, () => database.transaction(inTransaction, accountOf(caller)));
  };

  return async (caller, work, { row, deadlineMs }) => {
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
  };
}

/** The account whose rows the transaction sees. Only the creation of an account has none. */
const accountOf = ({ accountId }: Caller): number | undefined => (accountId === 0 ? undefined : accountId);

type TxContext = Pick<Tx, "caller" | "operationId" | "now"> &
  Partial<Pick<Tx, "atLock" | "drawDisplayId" | "sent">>;

/** A transaction without events yet, on the connection of `db`. */
export function openTx(db: Db, context: TxContext): Tx {
  let savepoints = 0;
  const tx: Tx = {
    atLock: (_row, lock) => lock(),
    drawDisplayId: null,
    sent: [],
    ...context,
    query: db.query,
    raw: db.raw,
    pendingEvents: [],
    announcements: [],
    drawnIds: { contact: [], contact_inbox: [], conversation: [], message: [] },
    drawnDisplayIds: [],
    atEnd: [],
    preloaded: new Map(),
    batch: null,
    cause: null,
    as: (caller, operationId = tx.operationId) => derive(tx, { caller, operationId }),
    because: (cause) => derive(tx, { cause }),
    async savepoint(work) {
      const name = `s${++savepoints}`;
      const eventCount = tx.pendingEvents.length;
      const [announcementCount, atEndCount] = [tx.announcements.length, tx.atEnd.length];
      const preloaded = [...tx.preloaded];
      await db.query(`savepoint ${name}`);
      try {
        const result = await firstFault(tx, work);
        await Promise.all(tx.sent.splice(0).map(({ answer }) => answer));
        await db.query(`release savepoint ${name}`);
        return result;
      } catch (error) {
        tx.pendingEvents.length = eventCount;
        tx.announcements.length = announcementCount;
        tx.atEnd.length = atEndCount;
        tx.preloaded.clear();
        for (const [id, context] of preloaded) tx.preloaded.set(id, context);
        await Promise.allSettled(tx.sent.splice(0).map(({ answer }) => answer));
        await db.query(`rollback to savepoint ${name}`);
        await db.query(`release savepoint ${name}`);
        throw error;
      }
    },
  };
  return tx;
}

/** Shares everything with `tx` but the caller, the operation and the cause. A batch belongs to the one that runs it. */
function derive(tx: Tx, context: Partial<Pick<Tx, "caller" | "operationId" | "cause">>): Tx {
  const derived: Tx = {
    ...tx,
    ...context,
    as: (caller, operationId = derived.operationId) => derive(derived, { caller, operationId }),
    because: (cause) => derive(derived, { cause }),
  };
  return derived;
}
