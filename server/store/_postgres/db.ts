import type pg from "pg";
import { Refusal } from "@/server/contract/_shared/refusal";
import { shared } from "@/server/lib/shared";
import { createSessionScope, transactionScope } from "./account-scope";
import { beginWithin, type ClientLimits, POOL_LIMITS } from "./client-limits";
import { rawTypes, textTypes } from "./column-types";
import { onConnection, openPool } from "./pool";
import { type Sql, textOf } from "./statement";
import { noteCommit, noteFault } from "./storage-alert";
import { createStatements } from "./transaction-statements";
import { noteWrite, noteWriteOf } from "./write-signal";

/**
 * Runs SQL: a pool, a client in a transaction, or a test's fault injector around either. `account` is given by `forAccount`
 * only; without it a statement reaches the rows of all accounts.
 */
export type Db = {
  query<R>(sql: Sql, values?: readonly unknown[], account?: number): Promise<R[]>;
  /** The same for SQL that Prisma Client writes: it maps columns to fields itself. See prisma.ts. */
  raw(text: string, values: readonly unknown[], account?: number): Promise<RawResult>;
};

/** Rows as arrays of column values; JSON columns as text. `count`: the rows that the statement returned or changed. */
export type RawResult = { columns: string[]; rows: unknown[][]; count: number };

/** A database on which transactions can be opened. */
export type Database = Db & {
  transaction<T>(work: (db: Db) => Promise<T>, account?: number): Promise<T>;
  /** Reads in one repeatable-read snapshot: rows and the log's cursor at the same instant. */
  snapshot<T>(work: (db: Db) => Promise<T>, account?: number): Promise<T>;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  url: string;
  /**
   * The address of a role that reaches all accounts, for statements without an account; those with one use `url`, whose
   * role sees one account at a time. Absent: one role does both.
   */
  allAccountsUrl?: string | undefined;
  /** Maximum number of connections. */
  max?: number;
  /** The same to `allAccountsUrl`, in addition; by default a quarter as many. */
  allAccountsMax?: number;
  /**
   * For much work on one connection: every statement is prepared once. Measured with pipelining: 3,000 operations in
   * 2.4 s instead of 7.1 s. Not through a pooler in transaction mode.
   */
  isBulk?: boolean;
  /**
   * Whether a `Statement` is planned once per connection. Not through a pooler in transaction mode:
   * there the next transaction may be on a connection that does not know them.
   */
  prepares?: boolean;
  /** How long statements may take. */
  limits?: ClientLimits;
  onIdleError?: (error: Error) => void;
  /**
   * It is a standby: its faults mean nothing for what the primary can store. `setsAccount`: its role sees one account at
   * a time.
   */
  standby?: { setsAccount: boolean };
  /** Of the pool in the metrics; that to `allAccountsUrl` is `NAME_all_accounts`. Absent: they are not in them. */
  name?: string;
};

const BEGIN = "begin";

/** Opens a pool. An idle connection that breaks (Postgres restarts) is reported and replaced, never thrown. */
export function openDatabase({
  url,
  allAccountsUrl,
  max = 20,
  allAccountsMax = Math.ceil(max / 4),
  isBulk = false,
  prepares = true,
  limits = POOL_LIMITS,
  onIdleError = () => {},
  standby,
  name,
}: DatabaseOptions): Database {
  const open = { limits, prepares, onIdleError };
  const own = openPool(url, { ...open, max, name });
  const all = allAccountsUrl
    ? openPool(allAccountsUrl, { ...open, max: allAccountsMax, name: name && `${name}_all_accounts` })
    : own;
  const [pool, allAccounts] = [own.pool, all.pool];
  const scope = prepares ? createSessionScope() : transactionScope;
  const rows = isBulk ? rowsPrepared : prepares ? rowsNamed : rowsPlain;
  const raws = isBulk ? rawRowsPrepared : rawRows;
  const setsAccount = standby?.setsAccount ?? allAccounts !== pool;
  const isScoped = (account: number | undefined): account is number => setsAccount && account !== undefined;
  const note = standby ? () => {} : noteFault;
  const query = <R>(on: On, sql: Sql, values?: readonly unknown[]) => noting(note, rows<R>(on, sql, values));
  const raw = (on: On, text: string, values: readonly unknown[]) => noting(note, raws(on, text, values));

  /** A statement outside of a transaction. */
  const alone = <T>(text: string, account: number | undefined, send: (on: On) => Promise<T>): Promise<T> => {
    if (!isScoped(account)) return noteWriteOf(text, send(allAccounts));
    const sent = onConnection(pool, (client) => scope.alone(client, account, () => send(client)));
    return noteWriteOf(text, sent);
  };

  const within = <T>(begin: string, work: (db: Db) => Promise<T>, account: number | undefined): Promise<T> =>
    onConnection(isScoped(account) ? pool : allAccounts, async (client, noteBroken) => {
      try {
        const first = beginWithin(begin, limits, { prepares });
        const begun = isScoped(account) ? scope.begin(client, first, account) : client.query(first);
        const statements = createStatements(begun);
        const result = await work({
          query: (sql, values) => statements.send(textOf(sql), () => query(client, sql, values)),
          raw: (text, values) => statements.send(text, () => raw(client, text, values)),
        });
        await statements.sent();
        const ending = client.query("commit");
        ending.catch(() => {}); // awaited below, after the statements that it follows
        await statements.answered();
        const end = await ending;
        // Postgres answers `commit` of a transaction that had an error with ROLLBACK and no error: nothing was kept.
        if (end.command !== "COMMIT")
          throw new Error("the transaction was rolled back: an error in it was swallowed");
        if (begin === BEGIN) noteCommitted();
        return result;
      } catch (error) {
        note(error);
        await client.query("rollback").catch(noteBroken);
        throw error;
      }
    });

  const database: Database = {
    query: (sql, values, account) => alone(textOf(sql), account, (on) => query(on, sql, values)),
    raw: (text, values, account) => alone(text, account, (on) => raw(on, text, values)),
    transaction: (work, account) => within(BEGIN, work, account),
    snapshot: (work, account) => within("begin isolation level repeatable read read only", work, account),
    close: async () => {
      await Promise.all([...new Set([own, all])].map((opened) => opened.close()));
    },
  };
  pools().set(database, allAccounts);
  return database;
}

async function noting<T>(note: (error: unknown) => void, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    note(error);
    throw error;
  }
}

function noteCommitted(): void {
  noteCommit();
  noteWrite();
}

const pools = () => shared("pools", () => new WeakMap<Database, pg.Pool>());

/** The pool behind a database that reaches all accounts: other SQL clients share its connections. */
export function poolOf(database: Database): pg.Pool {
  const pool = pools().get(database);
  if (!pool) throw new Error("this database was not opened by openDatabase");
  return pool;
}

/** Gives a database made from another one its pool. */
export function sharePool(made: Database, from: Database): void {
  const pool = pools().get(from);
  if (pool) pools().set(made, pool);
}

type On = pg.Pool | pg.PoolClient;

const rowsPlain = <R>(on: On, sql: Sql, values: readonly unknown[] = []): Promise<R[]> =>
  rowsOf(on.query({ text: textOf(sql), values: [...values], ...typesOf(sql) }));

const rowsNamed = <R>(on: On, sql: Sql, values: readonly unknown[] = []): Promise<R[]> =>
  typeof sql === "string"
    ? rowsPlain(on, sql, values)
    : rowsOf(on.query({ name: sql.name, text: sql.text, values: [...values], ...typesOf(sql) }));

const typesOf = (sql: Sql) =>
  typeof sql === "string" || sql.instants === "date" ? null : { types: textTypes };

const rowsOf = async <R>(answer: Promise<pg.QueryResult>): Promise<R[]> =>
  (await refuseUnstorable(answer)).rows as R[];

async function rawRows(
  on: On,
  text: string,
  values: readonly unknown[],
  plan: { name?: string } = {},
): Promise<RawResult> {
  const query = { ...plan, text, values: [...values], rowMode: "array" as const, types: rawTypes };
  const { fields, rows, rowCount } = await refuseUnstorable(on.query<unknown[]>(query));
  return { columns: fields.map(({ name }) => name), rows, count: rowCount ?? 0 };
}

async function refuseUnstorable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw UNSTORABLE.has(sqlState(error) ?? "") ? new Refusal("input.invalid") : error;
  }
}

/**
 * Values that are valid in JSON but that no column can store: a NUL character, half a surrogate pair, a
 * number or an instant out of range. The caller's fault. Source: Postgres' error codes, class 22.
 */
const UNSTORABLE = new Set(["22003", "22007", "22008", "22021", "22P02", "22P05"]);

const names = new Map<string, string>();

/** The name under which a bulk connection prepares a statement. */
function bulkName(text: string): string {
  const name = names.get(text) ?? `s${names.size + 1}`;
  names.set(text, name);
  return name;
}

function rowsPrepared<R>(on: On, sql: Sql, values: readonly unknown[] = []): Promise<R[]> {
  const text = textOf(sql);
  return rowsOf(on.query({ name: bulkName(text), text, values: [...values], ...typesOf(sql) }));
}

const rawRowsPrepared = (on: On, text: string, values: readonly unknown[]): Promise<RawResult> =>
  rawRows(on, text, values, { name: bulkName(text) });

/** Postgres' own error code, or null: `23505` unique, `40001` serialisation, `40P01` deadlock. */
export const sqlState = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;

/** The constraint that an error names, or null. */
export const constraintOf = (error: unknown): string | null =>
  error instanceof Error && "constraint" in error && typeof error.constraint === "string"
    ? error.constraint
    : null;

/** The one row of a statement that always returns exactly one. */
export function one<R>(rows: readonly R[]): R {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`);
  return row;
}
