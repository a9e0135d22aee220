import pg from "pg";
import { shareAnswers } from "@/server/lib/async/share-answers";
import { readServerFacts, type ServerFacts } from "@/server/lib/postgres/server-facts";

/** A position in the write-ahead log, in bytes from its beginning. */
export type Position = bigint;

/** The primary, as the choice of a replica sees it. */
export type Primary = {
  /** A position that contains everything committed before the call. */
  position(): Promise<Position>;
  facts(): Promise<ServerFacts>;
  close(): Promise<void>;
};

/**
 * Positions are requested at least this far apart: at most 500 times a second and process, however many reads need one. A
 * read waits for the rest of it.
 */
const GAP_MS = 2;

/** A connection for positions. One that needs longer is of no use to a read. */
export const PROBE = {
  max: 1,
  connectionTimeoutMillis: 1_000,
  query_timeout: 1_000,
  keepAlive: true,
};

/**
 * What is committed is flushed, and what is only inserted is not sent to standbys. With `synchronous_commit = off`, for all or for a
 * role, commits are answered before their flush.
 */
const COMMITTED = {
  name: "committed-position",
  text: `
    select (case when current_setting('synchronous_commit') = 'off'
                   or exists (select from pg_db_role_setting where 'synchronous_commit=off' = any(setconfig))
                 then pg_current_wal_insert_lsn() else pg_current_wal_flush_lsn() end - '0/0')::text as position`,
};

/** `url`: without a pooler. */
export function openPrimary(url: string, onIdleError: (error: Error) => void): Primary {
  const pool = new pg.Pool({ connectionString: url, ...PROBE });
  pool.on("error", onIdleError);
  const read = async () => positionOf((await pool.query<PositionRow>(COMMITTED)).rows);
  return {
    position: shareAnswers(read, GAP_MS),
    facts: () => readServerFacts(pool),
    close: () => pool.end(),
  };
}

export type PositionRow = { position: string | null };

/** Throws where the server has no position: it is no longer what it was. */
export function positionOf([row]: readonly PositionRow[]): Position {
  if (row?.position == null) throw new Error("the server has no position in the log");
  return BigInt(row.position);
}
