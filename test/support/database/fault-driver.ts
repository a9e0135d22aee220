import type { Database, Db } from "@/server/store/_postgres/db";

/** `lost`: the statement never reaches Postgres. `refused`: Postgres answers it with an error. */
export type FaultKind = "lost" | "refused";

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
