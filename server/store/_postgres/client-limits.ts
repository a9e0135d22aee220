import type pg from "pg";

/** How long a statement may take, in ms. */
export type ClientLimits = {
  /** Postgres cancels a statement after this. */
  statementMs: number;
  /** A statement waits this long for one lock. */
  lockMs: number;
  /** Without an answer for this long, Postgres is asked whether it is still at work on the statement. */
  silentMs: number;
  /** Postgres ends a transaction that gets no statement for this long: its client is gone, and its locks are not. */
  idleMs: number;
  /** Who would wait longer for a connection of the pool is refused at once. */
  waitMs: number;
};

/** Of requests and of the worker. The longest statements (a large bulk operation, an audit) take some seconds. */
export const POOL_LIMITS: ClientLimits = {
  statementMs: 60_000,
  lockMs: 5_000,
  silentMs: 3_000,
  idleMs: 30_000,
  waitMs: 5_000,
};

/** Of the relay, whose statements take some ms: whoever is slower than this has a lost connection. */
export const RELAY_LIMITS: ClientLimits = {
  statementMs: 9_000,
  lockMs: 5_000,
  silentMs: 3_000,
  idleMs: 10_000,
  waitMs: 5_000,
};

/** Of programs that fill a database with a few long statements. */
export const FILL_LIMITS: ClientLimits = { ...POOL_LIMITS, statementMs: 3_600_000 };

/** The client waits this much longer than Postgres, whose own error says more. */
const SPARE_MS = 1_000;
/** `begin` needs no lock and no page: without an answer the connection, or Postgres, is lost. A pooler may let it wait. */
const BEGIN_MS = 10_000;
/** An idle connection is probed by the system after this: a firewall forgets silent connections. */
const KEEP_ALIVE_MS = 10_000;

/** Options of a pool whose clients wait a bounded time. */
export function clientConfig(limits: ClientLimits, { prepares }: { prepares: boolean }) {
  return {
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    query_timeout: limits.statementMs + SPARE_MS,
    // Startup parameters would do without this statement, but PgBouncer refuses a client that has them.
    ...(prepares && {
      onConnect: async (client: pg.ClientBase) => void (await client.query(settings(limits))),
    }),
  };
}

/**
 * The statement that begins a transaction. Behind a pooler in transaction mode it also sets the limits, because the
 * next transaction may have another connection; in the same message, so that it costs no round trip.
 */
export const beginWithin = (begin: string, limits: ClientLimits, { prepares }: { prepares: boolean }) => ({
  text: prepares ? begin : `${begin}; ${settings(limits, "set local")}`,
  query_timeout: BEGIN_MS,
});

const settings = ({ statementMs, lockMs, idleMs }: ClientLimits, set = "set"): string =>
  `${set} statement_timeout = ${statementMs}; ${set} lock_timeout = ${lockMs}; ${set} idle_in_transaction_session_timeout = ${idleMs}`;
