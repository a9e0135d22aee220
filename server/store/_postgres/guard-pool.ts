import type pg from "pg";
import { metrics } from "@/server/lib/process/metrics";

/** Somebody who waits for a connection. `since`: by `performance.now()`. */
type Waiting = { since: number };

export type PoolGuard = {
  /** Since when those wait who have no connection yet. */
  waitingSince(): Iterable<number>;
};

type GuardOptions = {
  max: number;
  /** Who would wait longer for a connection, in ms, is refused at once. */
  waitMs: number;
  /** Postgres answers nothing. */
  isFrozen(): boolean;
};

type Done = (error: Error | undefined, client: pg.PoolClient | undefined, release: () => void) => void;

/** How much the newest loan counts in the mean. */
const NEWEST_SHARE = 0.05;

/**
 * Lends a connection of the pool only to who can be served: not while Postgres is frozen, and not behind a queue that takes
 * too long at the pace of the last loans. The errors count as an unreachable database.
 */
export function guardPool(pool: pg.Pool, { max, waitMs, isFrozen }: GuardOptions): PoolGuard {
  const waiting = new Set<Waiting>();
  const lentAt = new WeakMap<pg.PoolClient, number>();
  let meanMs = 0;
  pool.on("acquire", (client) => void lentAt.set(client, performance.now()));
  pool.on("release", (_error, client) => {
    const ms = performance.now() - (lentAt.get(client) ?? performance.now());
    meanMs += (ms - meanMs) * NEWEST_SHARE;
  });

  function faultNow(): Error | null {
    if (isFrozen()) return new Error("Connection terminated: Postgres does not answer");
    if ((pool.waitingCount * meanMs) / max <= waitMs) return null;
    metrics.crowded.inc({ by: "pool" });
    return new Error("timeout exceeded: too many wait for a connection");
  }

  const connect: (done?: Done) => Promise<pg.PoolClient> | undefined = pool.connect.bind(pool);
  const lend = (done?: Done): Promise<pg.PoolClient> | undefined => {
    const fault = faultNow();
    if (fault && !done) return Promise.reject(fault);
    if (fault) return void done?.(fault, undefined, () => {});
    const wait: Waiting = { since: performance.now() };
    waiting.add(wait);
    if (!done) return connect()?.finally(() => waiting.delete(wait));
    return connect((error, client, release) => {
      waiting.delete(wait);
      done(error, client, release);
    });
  };
  pool.connect = lend as typeof pool.connect; // with the same parameters
  return { waitingSince: () => [...waiting].map(({ since }) => since) };
}

/** A server counts as frozen when so many questions in a row, each on a new connection, had no answer in time. */
const UNANSWERED_MAX = 2;

/** The watches that found a server frozen, by its address: they hold for the other pools of the process, too. */
const watchesOf = new Map<string, Set<object>>();

/** Whether the server of a pool answers, as one watch has found by its questions. */
type FrozenServer = {
  isFrozen(): boolean;
  /** The last question had no answer. */
  isDoubtful(): boolean;
  noteAnswered(): void;
  /** A question failed with `error`. */
  noteFailed(error: unknown): void;
};

export function watchServer(url: string, onFrozen: () => void): FrozenServer {
  const { host } = new URL(url);
  const watches = watchesOf.get(host) ?? new Set();
  watchesOf.set(host, watches);
  const self = {};
  let unanswered = 0;
  const noteAnswered = () => {
    unanswered = 0;
    watches.delete(self);
  };
  return {
    isFrozen: () => watches.size > 0,
    isDoubtful: () => unanswered > 0,
    noteAnswered,
    noteFailed(error) {
      if (!isUnanswered(error)) return noteAnswered();
      unanswered += 1;
      if (unanswered < UNANSWERED_MAX) return;
      if (watches.size === 0) onFrozen();
      watches.add(self);
    },
  };
}

/** Whether nobody answered, rather than refused: the driver's own errors. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && /timeout/i.test(error.message) && !("code" in error);
