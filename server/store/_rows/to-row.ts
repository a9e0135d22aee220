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
