import type { Database, Db } from "@/server/store/_postgres/db";

type Watch = (db: Db, text: string, values: readonly unknown[] | undefined) => void | Promise<void>;

/** The same database, which reports every statement before running it. */
export function watchDatabase(database: Database, watch: Watch): Database {
  const watched = (db: Db): Db => ({
    async query(text, values) {
      await watch(db, text, values);
      return db.query(text, values);
    },
    async raw(text, values) {
      await watch(db, text, values);
      return db.raw(text, values);
    },
  });
  return {
    ...watched(database),
    transaction: (work) => database.transaction((db) => work(watched(db))),
    snapshot: (work) => database.snapshot((db) => work(watched(db))),
    close: () => database.close(),
  };
}
