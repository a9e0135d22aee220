import type { Db } from "@/server/store/_postgres/db";

/** Reserves ids for messages; take them from the end. */
export async function drawMessageIds(db: Db, count: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select nextval(pg_get_serial_sequence('message', 'id')) as id from generate_series(1, $1::int)`,
    [count],
  );
  return rows.map(({ id }) => id).reverse();
}
