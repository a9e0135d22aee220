import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { throttle } from "@/server/lib/async/semaphore";
import { WatchedClient } from "@/server/store/_postgres/lost-connections";
import {
  BUS_CHANNEL,
  NOTIFY_INTERVAL_MS,
  type ProcessBus,
  type ProcessBusOptions,
  receivePayload,
} from "./process-bus";

const RECONNECT_MS = 500;
const CONNECT_MS = 5_000;
/** A listener sends nothing by itself: without a ping, a connection that the network lost would never be noticed. */
const PING_MS = 5_000;
/** Limits how long a lost connection may delay closing. */
const CLOSE_MS = 1_000;

/**
 * A process bus over NOTIFY on its own connection: never inside a business transaction, where it would take a
 * cluster-wide lock during the commit's flush. It reconnects by itself. It does not work through a pooler in transaction
 * mode, which would assign the LISTEN to another client.
 */
export function openNotifyBus({
  url,
  onWake,
  onMessage,
  onError,
  pingMs = PING_MS,
  sleep = sleepUnref,
}: ProcessBusOptions): ProcessBus {
  const self = randomUUID();
  const closing = new AbortController();
  let client: WatchedClient | null = null;
  let isListening = false;
  let lastSend: Promise<unknown> = Promise.resolve();

  /** Listens on one connection until it ends. */
  async function listen(): Promise<void> {
    const connection = new WatchedClient({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: pingMs,
      keepAlive: true,
    });
    const ping = setInterval(() => isListening && void pingOrCut(connection), pingMs).unref();
    client = connection;
    connection.on("error", (error) => closing.signal.aborted || onError(error));
    connection.on("notification", ({ payload = "" }) =>
      receivePayload(payload, { self, onWake, onError, ...(onMessage && { onMessage }) }),
    );
    try {
      await connection.connect();
      const ended = once(connection, "end");
      await connection.query(`listen ${BUS_CHANNEL}`);
      isListening = true;
      wake.schedule(); // for calls during the outage
      onWake(); // other processes may have sent during the outage
      await ended;
    } finally {
      clearInterval(ping);
      isListening = false;
      await endWithin(connection);
    }
  }

  /** Cuts a connection that does not answer: `listen` opens the next. */
  const pingOrCut = (connection: WatchedClient) => connection.query("select 1").catch(() => connection.cut());

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen().catch((error: unknown) => !closing.signal.aborted && onError(error));
      await sleep(RECONNECT_MS, closing.signal);
    }
  }

  const send = (text: string) => {
    if (client && isListening)
      lastSend = client.query("select pg_notify($1, $2)", [BUS_CHANNEL, text]).catch(onError);
  };
  const wake = throttle(NOTIFY_INTERVAL_MS, () => send(self));
  const listening = keepListening();
  return {
    wake: wake.schedule,
    broadcast: (message) => send(`${self} ${message}`),
    async close() {
      wake.finish();
      await lastSend; // ending the connection would cancel it
      closing.abort();
      if (client) await endWithin(client);
      await listening;
    },
  };
}

/** Says goodbye, and does not wait for a Postgres that does not hear it. */
async function endWithin(connection: WatchedClient): Promise<void> {
  const timer = setTimeout(() => connection.cut(), CLOSE_MS);
  await connection.end();
  clearTimeout(timer);
}

const sleepUnref = (ms: number, signal: AbortSignal): Promise<unknown> =>
  delay(ms, undefined, { signal, ref: false }).catch(() => undefined); // closing
