import { randomUUID } from "node:crypto";
import { createClient } from "@redis/client";
import { throttle } from "@/server/lib/async/throttle";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import {
  BUS_CHANNEL,
  NOTIFY_INTERVAL_MS,
  type ProcessBus,
  type ProcessBusOptions,
  receivePayload,
} from "./process-bus";

const CONNECT_MS = 5_000;
const RECONNECT_MS_MAX = 2_000;
/** A connection that is dead without a word is noticed after this long. */
const SILENCE_MS = 15_000;
const PING_MS = 5_000;
/** What is published to nobody must not hold up the end. */
const CLOSE_MS = 1_000;

/**
 * A doorbell by the pub/sub of Redis 6 or newer, or Valkey, on one connection that speaks RESP3. It connects again by
 * itself. Nothing is kept in Redis, and the database number of the address does not matter.
 */
export function openRedisBus({ url, onWake, onMessage, onError }: ProcessBusOptions): ProcessBus {
  const self = randomUUID();
  const client = openClient(url, (retries) => Math.min(RECONNECT_MS_MAX, 100 * (retries + 1)));
  let isListening = false;
  let isClosing = false;
  let said: Promise<unknown> = Promise.resolve();

  const say = (text: string) => {
    if (isListening && client.isReady) said = client.publish(BUS_CHANNEL, text).catch(onError);
  };
  const ring = throttle(NOTIFY_INTERVAL_MS, () => say(self));
  const announce = () => {
    if (!isListening) return;
    ring.schedule(); // what could not be said, and
    onWake(); // what could not be heard meanwhile
  };
  client.on("error", (error: unknown) => isClosing || onError(error));
  client.on("ready", announce); // again, with its subscription
  const listening = (async () => {
    await client.connect();
    await client.subscribe(BUS_CHANNEL, (said) =>
      receivePayload(said, { self, onWake, onError, ...(onMessage && { onMessage }) }),
    );
    isListening = true;
    announce();
  })().catch((error: unknown) => isClosing || onError(error));

  return {
    ring: ring.schedule,
    broadcast: (words) => say(`${self} ${words}`),
    async close() {
      ring.finish();
      await atMost(CLOSE_MS, said);
      isClosing = true;
      if (client.isOpen) client.destroy();
      await listening;
    },
  };
}

/**
 * Checks that the Redis of REDIS_URL answers and lets us listen.
 * @throws StartFailure one line, without the password.
 */
export async function checkRedis(url: string): Promise<void> {
  const client = openClient(url, false);
  client.on("error", () => undefined); // `connect` rejects with it
  try {
    await client.connect();
    await client.subscribe(BUS_CHANNEL, () => undefined);
  } catch (error) {
    const { host } = new URL(url);
    throw new StartFailure(`the Redis at ${host} (REDIS_URL) cannot be used: ${faultOf(error)}`);
  } finally {
    if (client.isOpen) client.destroy();
  }
}

const openClient = (url: string, reconnectStrategy: false | ((retries: number) => number)) =>
  createClient({
    url,
    RESP: 3,
    disableOfflineQueue: true,
    maintNotifications: "disabled",
    pingInterval: PING_MS,
    socket: { connectTimeout: CONNECT_MS, socketTimeout: SILENCE_MS, reconnectStrategy },
  });

function faultOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const reason = reasonOf(error);
  return /HELLO|NOPROTO|unknown command/i.test(reason) ? `${reason} (Redis 6 or newer is needed)` : reason;
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, end]);
  clearTimeout(timer);
}
