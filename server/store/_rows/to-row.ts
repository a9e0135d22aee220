/** What Prisma Client gives for a field of a row: ids as bigint, unions of words as any text, JSON as any value. */
type Stored<V> = V extends number
  ? number | bigint
  : V extends string
    ? string
    : V extends Date | boolean | null | Uint8Array
      ? V
      : unknown;

/** The fields that a row needs, as Prisma Client gives them. */
export type StoredRow<Row> = { readonly [K in keyof Row]: Stored<Row[K]> };

/**
 * A row as our code has it: ids as numbers, which stay far below 2^53. The column's check constraint vouches for a union of
 * words, and the code that wrote it for JSON, as with `db.query<Row>`.
 */
export function toRow<Row extends object>(found: StoredRow<Row>): Row {
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, toNumber(value)])) as Row; // by StoredRow
}

function toNumber(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return Array.isArray(value) && typeof value[0] === "bigint" ? value.map(Number) : value;
}

/** A plain value out of a JSON column, which `toRow` would take for a column of its own. The code that wrote it vouches. */
export const fromJson = <T>(value: unknown): T => value as T;
