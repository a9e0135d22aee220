import { isRefusal } from "@/server/contract/_shared/refusal";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type Database, type Db, one } from "@/server/store/_postgres/db";
import { ConflictMeanwhile } from "@/server/store/_postgres/refuse-taken";
import { ChangedMeanwhile } from "@/server/store/conversations/lock-with-inbox";
import { randomOf } from "@/test/support/scenes/property";

/** Whole numbers from 0 to below `below`, the same for the same seed. */
export function drawOf(seed: number): (below: number) => number {
  const random = randomOf(seed);
  return (below) => Math.floor(random() * below);
}

type Actor = {
  /** Sends the statement that waits for its turn. */
  go: (() => void) | null;
  pid: number | null;
  isDone: boolean;
  transactions: number;
  /** Transactions that ended because what they had read without a lock was changed before they locked it. */
  overtaken: number;
};

export type Interleaving = {
  /** Each work's value, or what it threw. */
  outcomes: unknown[];
  /** Transactions that had to be run again: a deadlock or serialisation failure. */
  retries: number;
  /** Transactions that were run again because another had changed their conversation's contact, inbox or policy. */
  overtaken: number;
};

/**
 * Runs works concurrently on Postgres, one statement at a time in an order drawn from `seed`. Whenever all of them wait
 * for their turn or for each other's locks, one that waits for its turn sends its next statement or its commit.
 */
export async function interleave(
  database: Database,
  seed: number,
  works: readonly ((database: Database) => Promise<unknown>)[],
): Promise<Interleaving> {
  const draw = drawOf(seed);
  const actors = works.map(
    (): Actor => ({ go: null, pid: null, isDone: false, transactions: 0, overtaken: 0 }),
  );
  const running = works.map(async (work, i) => {
    const actor = actors[i];
    if (!actor) throw new Error("every work has an actor");
    try {
      return await work(stepped(database, actor));
    } catch (error) {
      return error;
    } finally {
      actor.isDone = true;
    }
  });

  while (actors.some((actor) => !actor.isDone)) {
    await waitUntil(() => areAllWaiting(database, actors), { withinMs: 10_000, everyMs: 1 });
    const ready = actors.filter((actor) => actor.go);
    const next = ready[draw(ready.length)];
    const { go } = next ?? {};
    if (next) next.go = null;
    go?.();
  }
  const overtaken = actors.reduce((sum, actor) => sum + actor.overtaken, 0);
  const reruns = actors.reduce((sum, actor) => sum + Math.max(0, actor.transactions - 1), 0);
  return { outcomes: await Promise.all(running), retries: reruns - overtaken, overtaken };
}

/** Whether all works are done, or all unfinished ones wait for a lock or their turn, at least one for its turn. */
async function areAllWaiting(database: Database, actors: readonly Actor[]): Promise<boolean> {
  const busy = actors.filter((actor) => !actor.isDone && !actor.go);
  const isAnyReady = actors.some((actor) => actor.go);
  if (busy.length === 0) return true;
  if (!isAnyReady || busy.some((actor) => actor.pid === null)) return false;
  const { blocked } = one(
    await database.query<{ blocked: number }>(
      `select count(*) as blocked from pg_stat_activity where pid = any($1::int[]) and wait_event_type = 'Lock'`,
      [busy.map((actor) => actor.pid)],
    ),
  );
  return blocked === busy.length;
}

function stepped(database: Database, actor: Actor): Database {
  const turn = () =>
    new Promise<void>((resolve) => {
      actor.go = resolve;
    });
  return {
    ...database,
    transaction: (work, account) =>
      database.transaction(async (db) => {
        actor.transactions++;
        actor.pid = one(await db.query<{ pid: number }>(`select pg_backend_pid() as pid`)).pid;
        let last: Promise<unknown> = Promise.resolve();
        /** Statements that were sent together take their turns one after the other. */
        const inTurn = <R>(send: () => Promise<R>): Promise<R> => {
          const sent = last.then(turn).then(send);
          last = sent.catch(() => {});
          return sent;
        };
        const result = await work({
          query: (text, values) => inTurn(() => db.query(text, values)),
          raw: (text, values) => inTurn(() => db.raw(text, values)),
        }).catch((error: unknown) => {
          if (error instanceof ChangedMeanwhile || error instanceof ConflictMeanwhile) actor.overtaken++;
          throw error;
        });
        await last; // the commit comes behind what was sent without waiting
        await turn();
        return result;
      }, account),
  };
}

/** The outcomes that are neither a value nor a refusal. */
export const failuresOf = ({ outcomes }: Interleaving): unknown[] =>
  outcomes.filter((outcome) => outcome instanceof Error && !isRefusal(outcome));

/** `lost`: the statement never reaches Postgres. `refused`: Postgres answers it with an error. */
type FaultKind = "lost" | "refused";

export type FaultyDatabase = {
  database: Database;
  /** How many statements its transactions have sent, commits included. */
  statements(): number;
};

/** Recognized by its text, because Postgres returns `refused`. */
const FAULT = "a fault made by the test";
export const isFault = (error: unknown): boolean => error instanceof Error && error.message.includes(FAULT);

/**
 * A database in which the n-th statement fails, counted over all its transactions. A commit counts too, and fails before
 * it is sent. `begin` does not count.
 */
export function failAt(database: Database, n: number, kind: FaultKind): FaultyDatabase {
  let sent = 0;

  async function fail(db: Db): Promise<never> {
    if (kind === "refused") await db.query(`do $$ begin raise exception '${FAULT}'; end $$`);
    throw new Error(FAULT);
  }

  const transaction: Database["transaction"] = (work, account) =>
    database.transaction(async (db) => {
      const result = await work({
        query: (text, values) => (++sent === n ? fail(db) : db.query(text, values)),
        raw: (text, values) => (++sent === n ? fail(db) : db.raw(text, values)),
      });
      if (++sent === n) await fail(db);
      return result;
    }, account);
  return { database: { ...database, transaction }, statements: () => sent };
}
