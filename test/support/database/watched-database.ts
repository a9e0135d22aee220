import type { Database, Db } from "@/server/store/_postgres/db";
import { textOf } from "@/server/store/_postgres/statement";

type Watch = (db: Db, text: string, values: readonly unknown[] | undefined) => void | Promise<void>;

/** The same database, which reports every statement before running it. */
export function watchDatabase(database: Database, watch: Watch): Database {
  const watched = (db: Db): Db => ({
    async query(sql, values, account) {
      await watch(within(db, account), textOf(sql), values);
      return db.query(sql, values, account);
    },
    async raw(text, values, account) {
      await watch(within(db, account), text, values);
      return db.raw(text, values, account);
    },
  });
  return {
    ...watched(database),
    transaction: (work, account) => database.transaction((db) => work(watched(db)), account),
    snapshot: (work, account) => database.snapshot((db) => work(watched(db)), account),
    close: () => database.close(),
  };
}

/** For the watcher's own statements: on behalf of the same account. */
const within = (db: Db, account: number | undefined): Db => ({
  query: (sql, values) => db.query(sql, values, account),
  raw: (text, values) => db.raw(text, values, account),
});
