import type { Db } from "@/server/store/_postgres/db";
import { type FoundRow, type Head, type LogRow, logColumns, toLogRow } from "./event-log";

/** Rows looked at for one page: a filter that fits few ends there, and goes on with the next page. */
const LOOKED_AT_MAX = 5_000;

export type LogFilter = {
  types: readonly string[] | null;
  conversationId: number | null;
  /** Of one kind, or one of them. */
  actor: { type: string; id: number | null } | null;
};
/** `after` and `before`: seqs, both excluded. */
type Page = LogFilter & { after: number; before: number; order: "newest" | "oldest"; limit: number };

/** `goOn`: everything up to this seq was looked at, there may be more behind it; null = that was all. */
export type LogPage = { rows: LogRow[]; goOn: number | null };

/** A page of the log from either end. Index: event_conversation where one is asked for, else event_pkey. */
export async function searchLog(
  db: Db,
  accountId: number,
  { types, conversationId, actor, after, before, order, limit }: Page,
): Promise<LogPage> {
  const direction = order === "newest" ? "desc" : "asc";
  const looked = `from event where account_id = $1 and seq > $2 and seq < $3
    ${conversationId === null ? "and $4::bigint is null" : "and conversation_id = $4"}
    order by seq ${direction} limit ${LOOKED_AT_MAX}`;
  const range = [accountId, after, before, conversationId];
  const found = await db.query<FoundRow>(
    `select ${logColumns("body::text")} from (select * ${looked}) as looked
      where ($5::text[] is null or type = any($5))
        and ($6::text is null or body #>> '{actor,type}' = $6)
        and ($7::bigint is null or (body #>> '{actor,id}')::bigint = $7)
      order by seq ${direction} limit $8`,
    [...range, types, actor?.type ?? null, actor?.id ?? null, limit + 1],
  );
  const rows = found.slice(0, limit).map(toLogRow);
  if (found.length > limit) return { rows, goOn: rows.at(-1)?.seq ?? null };
  if (types === null && actor === null) return { rows, goOn: null };
  const [end] = await db.query<{ seq: number; count: number }>(
    `select ${order === "newest" ? "min" : "max"}(seq) as seq, count(*)::int as count from (select seq ${looked}) as looked`,
    range,
  );
  return { rows, goOn: end?.count === LOOKED_AT_MAX ? end.seq : null };
}

/** One event by its place, or null where the log has none. Index: event_pkey. */
export async function findLogRow(db: Db, accountId: number, seq: number): Promise<LogRow | null> {
  const [row] = await db.query<FoundRow>(
    `select ${logColumns("body::text")} from event where account_id = $1 and seq = $2`,
    [accountId, seq],
  );
  return row ? toLogRow(row) : null;
}

/** The first seq stamped at that instant or later: stamps rise with seq, so it is found by halving. */
export async function seqAt(
  db: Db,
  accountId: number,
  { head, at }: { head: Head; at: Date },
): Promise<number> {
  let [low, high] = [head.oldestSeq, head.lastSeq + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await findStamp(db, accountId, middle);
    if (row === null || row >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function findStamp(db: Db, accountId: number, seq: number): Promise<Date | null> {
  const [row] = await db.query<{ at: Date }>(
    `select stamped_at as at from event where account_id = $1 and seq = $2`,
    [accountId, seq],
  );
  return row?.at ?? null;
}
