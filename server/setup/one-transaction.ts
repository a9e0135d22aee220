import type { Database, Db } from "@/server/store/_postgres/db";
import { textOf } from "@/server/store/_postgres/statement";

/**
 * The database as commands see it while all of them share the transaction `db`. Savepoints are left out: commands
 * under way at the same time would end each other's, and a failure undoes everything anyway.
 */
export function oneTransaction(database: Database, db: Db): Database {
  const isNesting = /^(savepoint|release savepoint) /;
  const shared: Db = {
    query: async (sql, values) => (isNesting.test(textOf(sql)) ? [] : db.query(sql, values)),
    raw: db.raw,
  };
  return { ...database, ...shared, transaction: (work) => work(shared) };
}
