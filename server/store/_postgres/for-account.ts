import { LRUCache } from "lru-cache";
import { shared } from "@/server/lib/shared";
import { type Database, type Db, sharePool } from "./db";

const ACCOUNTS_MAX = 10_000;

/**
 * The same database, whose statements run as the plain role and see the rows of one account only. Repeated calls return
 * the same object, so that caches by database work. A scoped database stays in its account.
 */
export function forAccount(database: Database, accountId: number): Database {
  const byAccount = known().get(database) ?? new LRUCache<number, Database>({ max: ACCOUNTS_MAX });
  known().set(database, byAccount);
  const made = byAccount.get(accountId) ?? scope(database, accountId);
  byAccount.set(accountId, made);
  return made;
}

function scope(database: Database, accountId: number): Database {
  const scoped: Database = {
    query: (sql, values) => database.query(sql, values, accountId),
    raw: (text, values) => database.raw(text, values, accountId),
    transaction: (work) => database.transaction(work, accountId),
    snapshot: (work) => database.snapshot(work, accountId),
    close: () => database.close(),
  };
  sharePool(scoped, database);
  scopes().set(scoped, { scoped, database, accountId });
  return scoped;
}

/** `scoped` was made by `forAccount`, of `database` for the account. */
export type Scope = { scoped: Database; database: Database; accountId: number };

/** Null for what was not made by `forAccount`: a transaction, or a database that reaches all accounts. */
export const scopeOf = (db: Db): Scope | null => scopes().get(db) ?? null;

const scopes = () => shared("scopes of databases", () => new WeakMap<Db, Scope>());

const known = () => shared("scoped databases", () => new WeakMap<Database, LRUCache<number, Database>>());
