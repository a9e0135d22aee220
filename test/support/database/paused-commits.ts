import { waitUntil } from "@/server/lib/async/wait-until";
import { type Database, one } from "@/server/store/_postgres/db";

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
  const isBlocked = await waitUntil(
    async () =>
      one(
        await database.query<{ count: number }>(
          `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        ),
      ).count > 0,
    { withinMs: 5_000, everyMs: 1 },
  );
  if (!isBlocked) throw new Error("no session waits for a lock");
}
