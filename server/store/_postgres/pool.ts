import pg from "pg";
import { metrics } from "@/server/lib/process/metrics";
import { type ClientLimits, clientConfig } from "./client-limits";
import { types } from "./column-types";
import { guardPool } from "./guard-pool";
import { WatchedClient, watchForLost } from "./lost-connections";

export type PoolOptions = {
  max: number;
  limits: ClientLimits;
  prepares: boolean;
  onIdleError(error: Error): void;
  /** In the metrics; absent: it is not in them. */
  name?: string | undefined;
};

/** Reports that the connection is broken: it is not used again. */
export type Note = (error: Error) => void;

export type OpenPool = { pool: pg.Pool; close(): Promise<void> };

/**
 * For how long a connection that nobody uses stays open. Jobs look each half minute or more often, so that a quiet process opens none:
 * one costs some 20 ms of processor time here and at Postgres.
 */
const IDLE_MS = 60_000;

/** Opens a pool whose statements take a bounded time, and whose lost connections are found. */
export function openPool(url: string, { max, limits, prepares, onIdleError, name }: PoolOptions): OpenPool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: IDLE_MS,
    pipeline: true, // saves a round trip where a statement does not wait for the previous answer
    Client: WatchedClient,
    ...clientConfig(limits, { prepares }),
  });
  pool.on("error", onIdleError);
  if (name)
    metrics.resources.watchPool(name, () => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }));
  const isFrozen = () => lost?.isFrozen() ?? false;
  const { waitingSince } = guardPool(pool, { max, waitMs: limits.waitMs, isFrozen });
  const watch = { url, silentMs: limits.silentMs, onLost: onIdleError, waitingSince };
  const lost = prepares ? watchForLost(pool, watch) : null;
  return {
    pool,
    async close() {
      lost?.end();
      await pool.end();
    },
  };
}

/** Lends a connection of the pool; one that broke meanwhile is not used again. */
export async function onConnection<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient, note: Note) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const note = (error: Error) => {
    broken = error;
  };
  client.on("error", note);
  try {
    return await work(client, note);
  } finally {
    client.off("error", note);
    client.release(broken);
  }
}
