import { Refusal } from "@/server/contract/_shared/refusal";
import { isTooMuch } from "@/server/domain/organising/attribute-definition";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** Field name → SQL expression, in which `$.` stands for the table's alias. */
export type Columns<Row> = { readonly [K in keyof Row]-?: string };

/** A select list of plain columns: `display_id as "displayId"`. Give `alias` where the statement joins. */
export const select = (columns: Readonly<Record<string, string>>, alias = ""): string =>
  Object.entries(columns)
    .map(([name, column]) => `${column.replaceAll("$.", alias === "" ? "" : `${alias}.`)} as "${name}"`)
    .join(", ");

/** The same columns as a `select` of Prisma Client; for fields with the same names in the schema. */
export const fieldsOf = <Row>(columns: Columns<Row>): { [K in keyof Columns<Row>]: true } =>
  Object.fromEntries(Object.keys(columns).map((name) => [name, true])) as { [K in keyof Columns<Row>]: true };
// by its keys

/** Some of a row's columns. */
export const pick = <Row, Name extends keyof Row>(
  columns: Columns<Row>,
  ...names: readonly Name[]
): Columns<Pick<Row, Name>> =>
  Object.fromEntries(names.map((name) => [name, columns[name]])) as Columns<Pick<Row, Name>>; // by its names

/** The column names of an insert or an update: `display_id`. */
export const namesOf = <Row>(columns: Columns<Row>, names: readonly (keyof Row)[]): string[] =>
  names.map((name) => columns[name].replace("$.", ""));

/** `$3, $4, $5`: a parameter for each item, from number `first`. */
export const parameters = (of: readonly unknown[], first: number): string =>
  of.map((_, i) => `$${first + i}`).join(", ");

/** The type that Prisma Client returns for a field: ids as bigint, unions of words as string, JSON as unknown. */
type Stored<V> = V extends number
  ? number | bigint
  : V extends string
    ? string
    : V extends Date | boolean | null | Uint8Array
      ? V
      : unknown;

/** A row's fields as Prisma Client returns them. */
export type StoredRow<Row> = { readonly [K in keyof Row]: Stored<Row[K]> };

/**
 * A row with ids as numbers, which stay far below 2^53. The column's check constraint guarantees a union of
 * words, and the code that wrote it guarantees JSON, as with `db.query<Row>`.
 */
export function toRow<Row extends object>(found: StoredRow<Row>): Row {
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, toNumber(value)])) as Row; // by StoredRow
}

function toNumber(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return Array.isArray(value) && typeof value[0] === "bigint" ? value.map(Number) : value;
}

/** A plain value of a JSON column, which `toRow` would treat as a column. The code that wrote it guarantees the type. */
export const fromJson = <T>(value: unknown): T => value as T;

/** A value as Postgres returns it from a JSON column: without members that are undefined. */
export const asStored = <T>(json: T): T => (json === null ? json : (JSON.parse(JSON.stringify(json)) as T));

const FIELDS = ["customAttributes", "additionalAttributes", "contentAttributes"] as const;

/** The attributes of a contact, a conversation or a message. */
type Attributed = { [F in (typeof FIELDS)[number]]?: object | null | undefined };

/** Refuses attributes beyond the limits, whoever sets them. `before`: those that are stored. */
export function limitAttributes(before: Attributed, after: Attributed): void {
  for (const field of FIELDS)
    if (isTooMuch(before[field] ?? {}, after[field] ?? {}))
      throw new Refusal("attributes.too_much", { field });
}

type Table = "contact" | "delivery" | "inbox" | "message";

type ReadRows<Row> = (db: Pick<Db, "query">, accountId: number, ids: readonly number[]) => Promise<Row[]>;

/**
 * Creates the function that reads rows of an account by their ids, in order of id, without locking them. An id without a row
 * has none. Index: the table's primary key.
 */
export function rowsById<Row>(table: Table, columns: Columns<Row>): ReadRows<Row> {
  const sql = statement(
    `select ${select(columns)} from ${table} where account_id = $1 and id = any($2::bigint[]) order by id`,
  );
  return (db, accountId, ids) => db.query<Row>(sql, [accountId, ids]);
}
