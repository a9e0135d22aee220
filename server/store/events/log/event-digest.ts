import type { Db } from "@/server/store/_postgres/db";

export type HourDigest = { hour: Date; type: string; count: number; hash: string };

/**
 * Events with a seq in `[from, to)`, by type and the hour in which they were stamped: their number, and the SHA-256 of the
 * lines `seq id type hash`, in order of seq, each with its line feed. Index: event_pkey.
 */
export const digestEvents = (
  db: Db,
  { accountId, from, to }: { accountId: number; from: number; to: number },
): Promise<HourDigest[]> =>
  db.query(
    `select date_trunc('hour', stamped_at, 'UTC') as hour, type, count(*)::int as count,
            encode(sha256(convert_to(string_agg(
              seq || ' ' || id || ' ' || type || ' ' || hash || e'\\n', '' order by seq), 'UTF8')), 'hex') as hash
       from event where account_id = $1 and seq >= $2 and seq < $3 group by 1, 2 order by 1, 2`,
    [accountId, from, to],
  );

/** When the first event with this seq or a later one was stamped; null if there is none. Index: event_pkey. */
export async function stampedAtOf(db: Db, accountId: number, seq: number): Promise<Date | null> {
  const [row] = await db.query<{ stampedAt: Date }>(
    `select stamped_at as "stampedAt" from event where account_id = $1 and seq >= $2 order by seq limit 1`,
    [accountId, seq],
  );
  return row?.stampedAt ?? null;
}
