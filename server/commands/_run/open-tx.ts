import type { Db } from "@/server/store/_postgres/db";
import { firstFault, type Tx } from "@/server/store/events/tx";

type TxContext = Pick<Tx, "caller" | "operationId" | "now"> & Partial<Pick<Tx, "atLock" | "drawDisplayId">>;

/** A transaction without events yet, on the connection of `db`. */
export function openTx(db: Db, context: TxContext): Tx {
  let savepoints = 0;
  const tx: Tx = {
    atLock: (_row, lock) => lock(),
    drawDisplayId: null,
    ...context,
    query: db.query,
    raw: db.raw,
    pendingEvents: [],
    announcements: [],
    sent: [],
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
      await db.query(`savepoint ${name}`);
      try {
        const result = await firstFault(tx, work);
        await Promise.all(tx.sent.splice(0));
        await db.query(`release savepoint ${name}`);
        return result;
      } catch (error) {
        tx.pendingEvents.length = eventCount;
        tx.announcements.length = announcementCount;
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
