import type { Db } from "@/server/store/_postgres/db";
import { type FoundRow, type Head, type LogRow, logColumns, toLogRow } from "./event-log";

/** Rows read for one page: a filter with few matches stops there and continues with the next page. */
const SCANNED_MAX = 5_000;

export type LogFilter = {
  types: readonly string[] | null;
  conversationId: number | null;
  /** All actors of a type, or the one with this id. */
  actor: { type: string; id: number | null } | null;
};
/** `after` and `before`: seqs, both excluded. */
type Page = LogFilter & { after: number; before: number; order: "newest" | "oldest"; limit: number };

/** `goOn`: the rows up to this seq were read, there may be more after it; null = that was all. */
export type LogPage = { rows: LogRow[]; goOn: number | null };

/** A page of the log from either end. Index: event_conversation when filtered by conversation, else event_pkey. */
export async function searchLog(
  db: Db,
  accountId: number,
  { types, conversationId, actor, after, before, order, limit }: Page,
): Promise<LogPage> {
  const direction = order === "newest" ? "desc" : "asc";
  const scanned = `from event where account_id = $1 and seq > $2 and seq < $3
    ${conversationId === null ? "and $4::bigint is null" : "and conversation_id = $4"}
    order by seq ${direction} limit ${SCANNED_MAX}`;
  const range = [accountId, after, before, conversationId];
  const found = await db.query<FoundRow>(
    `select ${logColumns("body::text")} from (select * ${scanned}) as scanned
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
    `select ${order === "newest" ? "min" : "max"}(seq) as seq, count(*)::int as count from (select seq ${scanned}) as scanned`,
    range,
  );
  return { rows, goOn: end?.count === SCANNED_MAX ? end.seq : null };
}

/** One event by its seq, or null. Index: event_pkey. */
export async function findLogRow(db: Db, accountId: number, seq: number): Promise<LogRow | null> {
  const [row] = await db.query<FoundRow>(
    `select ${logColumns("body::text")} from event where account_id = $1 and seq = $2`,
    [accountId, seq],
  );
  return row ? toLogRow(row) : null;
}

/** The first seq stamped at that instant or later, by binary search: times of stamping rise with seq. */
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
