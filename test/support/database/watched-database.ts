import type { Database, Db } from "@/server/store/_postgres/db";
import { textOf } from "@/server/store/_postgres/statement";

type Watch = (db: Db, text: string, values: readonly unknown[] | undefined) => void | Promise<void>;

/** The same database, which reports every statement before running it. */
export function watchDatabase(database: Database, watch: Watch): Database {
  const watched = (db: Db): Db => ({
    async query(sql, values) {
      await watch(db, textOf(sql), values);
      return db.query(sql, values);
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
