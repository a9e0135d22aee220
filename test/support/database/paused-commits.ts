import { EventEmitter, once } from "node:events";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Database } from "@/server/store/_postgres/db";

export type PausedCommits = {
  /** The same database, whose transactions pause before their commit. */
  database: Database;
  /** Resolves when one transaction has reached its commit. */
  isReached: Promise<void>;
  /** Lets them and all later ones commit. */
  resume(): void;
};

export function pauseCommits(database: Database): PausedCommits {
  let [reach, resume] = [() => {}, () => {}];
  const isReached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const isResumed = new Promise<void>((resolve) => {
    resume = resolve;
  });
  const transaction: Database["transaction"] = (work, account) =>
    database.transaction(async (db) => {
      const result = await work(db);
      reach();
      await isResumed;
      return result;
    }, account);
  return { database: { ...database, transaction }, isReached, resume };
}

/** Waits until a session waits for a lock; throws after 5 s. */
export async function untilBlocked(database: Database): Promise<void> {
  const isBlocked = await waitUntil(async () => (await countLockWaiters(database)) > 0, {
    withinMs: 5_000,
    everyMs: 1,
  });
  if (!isBlocked) throw new Error("no session waits for a lock");
}

/** Holds the locks of these conversations until the returned function is called. */
export async function holdConversations(
  database: Database,
  ids: readonly number[],
): Promise<() => Promise<void>> {
  const gate = new EventEmitter();
  const isHeld = once(gate, "held");
  const holding = database.transaction(async (db) => {
    await db.query("select 1 from conversation where id = any($1::bigint[]) for update", [ids]);
    const isFreed = once(gate, "freed");
    gate.emit("held");
    await isFreed;
  });
  await isHeld;
  return async () => {
    gate.emit("freed");
    await holding;
  };
}

/** How many sessions of the database wait for a lock. */
export async function countLockWaiters(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}
