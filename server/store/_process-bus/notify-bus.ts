import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { throttle } from "@/server/lib/async/throttle";
import {
  BUS_CHANNEL,
  NOTIFY_INTERVAL_MS,
  type ProcessBus,
  type ProcessBusOptions,
  receivePayload,
} from "./process-bus";

const RECONNECT_MS = 500;
const CONNECT_MS = 5_000;

/**
 * A doorbell by NOTIFY on a connection of its own: never inside a business transaction, where it would take a
 * cluster-wide lock over the commit's flush. It connects again by itself. Not through a pooler in transaction mode,
 * which would give the LISTEN to somebody else.
 */
export function openNotifyBus({
  url,
  onWake,
  onMessage,
  onError,
  rest = restFor,
}: ProcessBusOptions): ProcessBus {
  const self = randomUUID();
  const closing = new AbortController();
  let client: pg.Client | null = null;
  let isListening = false;
  let said: Promise<unknown> = Promise.resolve();

  /** One connection, from its beginning to its end. */
  async function listen(): Promise<void> {
    const connection = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    client = connection;
    connection.on("error", onError);
    connection.on("notification", ({ payload = "" }) =>
      receivePayload(payload, { self, onWake, onError, ...(onMessage && { onMessage }) }),
    );
    try {
      await connection.connect();
      const ended = once(connection, "end");
      await connection.query(`listen ${BUS_CHANNEL}`);
      isListening = true;
      ring.schedule(); // what could not be said, and
      onWake(); // what could not be heard meanwhile
      await ended;
    } finally {
      isListening = false;
      await connection.end();
    }
  }

  async function keepListening(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen().catch((error: unknown) => !closing.signal.aborted && onError(error));
      await rest(RECONNECT_MS, closing.signal);
    }
  }

  const say = (text: string) => {
    if (client && isListening)
      said = client.query("select pg_notify($1, $2)", [BUS_CHANNEL, text]).catch(onError);
  };
  const ring = throttle(NOTIFY_INTERVAL_MS, () => say(self));
  const listening = keepListening();
  return {
    ring: ring.schedule,
    broadcast: (words) => say(`${self} ${words}`),
    async close() {
      ring.finish();
      await said; // an end with a query under way cuts it
      closing.abort();
      await client?.end();
      await listening;
    },
  };
}

const restFor = (ms: number, signal: AbortSignal): Promise<unknown> =>
  sleep(ms, undefined, { signal, ref: false }).catch(() => undefined); // closing
