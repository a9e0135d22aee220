import pg from "pg";
import { type ClientLimits, clientConfig } from "./client-limits";
import { types } from "./column-types";
import { WatchedClient, watchForLost } from "./lost-connections";

export type PoolOptions = {
  max: number;
  limits: ClientLimits;
  prepares: boolean;
  onIdleError(error: Error): void;
};

/** Reports that the connection is broken: it is not used again. */
export type Note = (error: Error) => void;

export type OpenPool = { pool: pg.Pool; close(): Promise<void> };

/** Opens a pool whose statements take a bounded time, and whose lost connections are found. */
export function openPool(url: string, { max, limits, prepares, onIdleError }: PoolOptions): OpenPool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    connectionTimeoutMillis: 10_000,
    pipeline: true, // saves a round trip where a statement does not wait for the previous answer
    Client: WatchedClient,
    ...clientConfig(limits, { prepares }),
  });
  pool.on("error", onIdleError);
  const watch = { url, silentMs: limits.silentMs, onLost: onIdleError };
  const lost = prepares ? watchForLost(pool, watch) : null;
  if (lost) refuseWhile(lost.isFrozen, pool);
  return {
    pool,
    async close() {
      lost?.end();
      await pool.end();
    },
  };
}

/** Lends no connection meanwhile: a request is refused at once instead of waiting in vain, with a connection in its hand. */
function refuseWhile(isFrozen: () => boolean, pool: pg.Pool): void {
  const connect = pool.connect.bind(pool);
  const connecting = (done?: (error: Error) => void): unknown => {
    if (!isFrozen()) return Reflect.apply(connect, pool, done ? [done] : []);
    const error = new Error("Connection terminated: Postgres does not answer");
    return done ? done(error) : Promise.reject(error);
  };
  pool.connect = connecting as typeof pool.connect; // with the same parameters
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
