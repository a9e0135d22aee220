import { waitUntil } from "@/server/lib/async/wait-until";
import type { Database } from "@/server/store/_postgres/db";
import { countLockWaiters } from "./held-locks";

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
