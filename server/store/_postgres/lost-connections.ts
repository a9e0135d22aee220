import type { Socket } from "node:net";
import pg from "pg";
import { openGatheringSocket } from "@/server/lib/web/gathering-socket";
import { watchServer } from "./guard-pool";

/** Silent connections are looked for this often within the time after which one counts as silent. */
const CHECKS = 3;
/** And this often once a question had no answer, so that the end of an outage is noticed. */
const CHECK_MS_MAX = 250;
const ASK_MS = 2_000;

/** A client that knows whether a statement of it waits for an answer. */
export class WatchedClient extends pg.Client {
  /** When the newest statement was sent, by `performance.now()`; null when all were answered. */
  askedAtMs: number | null = null;
  /** When all its statements were last answered. */
  answeredAtMs = 0;
  /** The backend's process id. */
  declare readonly processID: number | null;

  readonly #socket: Socket;

  constructor(config?: pg.ClientConfig) {
    const socket = openGatheringSocket();
    super({ ...config, stream: () => socket });
    this.#socket = socket;
    const query = this.query;
    const asking = (...given: unknown[]): unknown => {
      this.askedAtMs = performance.now();
      return Reflect.apply(query, this, given);
    };
    this.query = asking as typeof this.query; // with the same parameters
    this.on("drain", () => {
      this.askedAtMs = null;
      this.answeredAtMs = performance.now();
    });
  }

  /** Ends the connection without a goodbye: nobody is there to answer it. Its statements fail as unreachable. */
  cut(): void {
    this.#socket.destroy(new Error("Connection terminated: its packets were lost"));
  }
}

export type LostWatch = {
  /** Whether Postgres answers nothing: a statement that is sent now would wait in vain. */
  isFrozen(): boolean;
  end(): void;
};

type LostOptions = {
  url: string;
  /** Without an answer for this long, Postgres is asked whether it is still at work on the statement. */
  silentMs: number;
  onLost: (error: Error) => void;
  /** Since when somebody waits for a connection, by `performance.now()`. */
  waitingSince(): Iterable<number>;
};

/**
 * Watches the clients of a pool for connections that the network has dropped without a word: the packets of such a
 * connection vanish, while a new one works. The system notices that after many minutes. It asks Postgres on a new
 * connection which of the silent ones it is at work for, so that a long statement or a wait for a lock is no loss. Not
 * through a pooler, where a client's process id means nothing.
 *
 * A Postgres that answers no new connection either is frozen: its silent statements fail, and `isFrozen` is true until it
 * answers again.
 */
export function watchForLost(pool: pg.Pool, { url, silentMs, onLost, waitingSince }: LostOptions): LostWatch {
  const clients = new Set<WatchedClient>();
  let isAsking = false;
  const server = watchServer(url, () =>
    onLost(new Error("Postgres does not answer: statements fail until it does")),
  );
  pool.on("connect", (client) => {
    if (client instanceof WatchedClient) clients.add(client);
  });
  pool.on("remove", (client) => {
    if (client instanceof WatchedClient) clients.delete(client);
  });

  async function check(): Promise<void> {
    const before = performance.now() - silentMs;
    const isSilent = (client: WatchedClient) => client.askedAtMs !== null && client.askedAtMs <= before;
    const silent = [...clients].filter(isSilent);
    const isWaiting = [...waitingSince()].some((at) => at <= before);
    if (silent.length === 0 && !isWaiting && !server.isDoubtful()) return;
    const askedAt = performance.now();
    const hasAnswer = () => [...clients].some(({ answeredAtMs }) => answeredAtMs > askedAt);
    const working = await findWorking(url, silent, silentMs).catch((error: unknown) =>
      hasAnswer() ? server.noteAnswered() : server.noteFailed(error),
    );
    if (server.isFrozen()) for (const client of silent.filter(isSilent)) client.cut();
    if (!working) return;
    server.noteAnswered();
    const lost = silent.filter((client) => isSilent(client) && !working.has(client.processID));
    if (lost.length === 0) return;
    // The idle ones were probably lost too, and each would cost the next request some seconds to find out.
    const idle = [...clients].filter(({ askedAtMs }) => askedAtMs === null);
    onLost(new Error(`${lost.length} connections are lost: Postgres has answered them and waits`));
    const cut = [...lost, ...idle.filter(({ askedAtMs }) => askedAtMs === null)];
    for (const client of cut) client.cut();
    await endBackends(url, cut);
  }

  let checkedAt = 0;
  const timer = setInterval(
    () => {
      const isDue = server.isDoubtful() || performance.now() - checkedAt >= silentMs / CHECKS;
      if (isAsking || !isDue) return;
      checkedAt = performance.now();
      isAsking = true;
      check()
        .catch(() => undefined) // Postgres ended again: the next check asks it
        .finally(() => {
          isAsking = false;
        });
    },
    Math.min(silentMs / CHECKS, CHECK_MS_MAX),
  ).unref();
  return {
    isFrozen: server.isFrozen,
    end: () => {
      clearInterval(timer);
      server.noteAnswered();
    },
  };
}

/** Postgres does not know that these clients are gone: their backends would keep the locks of open transactions. */
async function endBackends(url: string, clients: readonly WatchedClient[]): Promise<void> {
  await ask(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
      where pid = any($1) and state like 'idle%' and usename = current_user and datname = current_database()`,
    [clients.map(({ processID }) => processID)],
  );
}

/** The process ids of backends that are at work for one of these clients, or were a moment ago. */
async function findWorking(
  url: string,
  clients: readonly WatchedClient[],
  silentMs: number,
): Promise<ReadonlySet<unknown>> {
  const rows = await ask<{ pid: number }>(
    url,
    `select pid from pg_stat_activity
      where pid = any($1) and (state = 'active' or state_change > clock_timestamp() - make_interval(secs => $2))`,
    [clients.map(({ processID }) => processID), silentMs / 2_000],
  );
  return new Set(rows.map(({ pid }) => pid));
}

/** Asks Postgres on a new connection. */
async function ask<R extends pg.QueryResultRow>(url: string, text: string, values: unknown[]): Promise<R[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: ASK_MS,
    query_timeout: ASK_MS,
  });
  client.on("error", () => undefined); // the query rejects with it
  try {
    await client.connect();
    return (await client.query<R>(text, values)).rows;
  } finally {
    void client.end();
  }
}
