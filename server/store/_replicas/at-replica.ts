import { shared } from "@/server/lib/shared";
import { type Database, type Db, sharePool } from "@/server/store/_postgres/db";
import { type Scope, scopeOf } from "@/server/store/_postgres/for-account";

/** The standbys of a database. */
export type Replicas = {
  /**
   * Reads on a replica that contains everything committed before the call, else on the primary. A read that fails on the
   * replica is repeated on the primary.
   */
  read<T>(onReplica: (database: Database) => Promise<T>, onPrimary: () => Promise<T>): Promise<T>;
};

const known = () => shared("replicas of databases", () => new WeakMap<Database, Replicas>());
const routed = () => shared("databases with replicas", () => new WeakMap<Db, Database>());

/** From now on `atReplica` sends reads of `database` to these replicas. Called by the composition root. */
export const provideReplicas = (database: Database, replicas: Replicas): void =>
  void known().set(database, replicas);

/**
 * The same rows, read from a replica if there is one that has them (docs/decisions/0100-replicas.md). For statements that only read, and
 * that can be repeated. Returns `db` itself for a transaction, for work on all accounts, and without replicas.
 */
export function atReplica(db: Database): Database;
export function atReplica(db: Db): Db;
export function atReplica(db: Db): Db {
  const scope = scopeOf(db);
  const replicas = scope && known().get(scope.database);
  if (!replicas) return db;
  const made = routed().get(db) ?? route(scope, replicas);
  routed().set(db, made);
  return made;
}

/** Repeated calls return the same object, as those of `forAccount` do. */
function route({ scoped: primary, accountId }: Scope, replicas: Replicas): Database {
  const made: Database = {
    query: <R>(...[sql, values]: Parameters<Db["query"]>) =>
      replicas.read<R[]>(
        (on) => on.query(sql, values, accountId),
        () => primary.query(sql, values),
      ),
    raw: (text, values) =>
      replicas.read(
        (on) => on.raw(text, values, accountId),
        () => primary.raw(text, values),
      ),
    snapshot: (work) =>
      replicas.read(
        (on) => on.snapshot(work, accountId),
        () => primary.snapshot(work),
      ),
    transaction: (work) => primary.transaction(work),
    close: () => primary.close(),
  };
  sharePool(made, primary);
  return made;
}
