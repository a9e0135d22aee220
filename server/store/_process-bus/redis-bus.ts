import { randomUUID } from "node:crypto";
import { createClient } from "@redis/client";
import { throttle } from "@/server/lib/async/semaphore";
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
/** A connection without any packet for this long counts as lost. */
const SILENCE_MS = 15_000;
const PING_MS = 5_000;
/** Limits how long an unanswered publish may delay closing. */
const CLOSE_MS = 1_000;

/**
 * A process bus over the pub/sub of Redis 6 or newer, or Valkey, on one connection that speaks RESP3. It reconnects by
 * itself. Nothing is stored in Redis, and the database number of the address does not matter.
 */
export function openRedisBus({ url, onWake, onMessage, onError }: ProcessBusOptions): ProcessBus {
  const self = randomUUID();
  const client = openClient(url, (retries) => Math.min(RECONNECT_MS_MAX, 100 * (retries + 1)));
  let isListening = false;
  let isClosing = false;
  let lastSend: Promise<unknown> = Promise.resolve();

  const send = (text: string) => {
    if (isListening && client.isReady) lastSend = client.publish(BUS_CHANNEL, text).catch(onError);
  };
  const wake = throttle(NOTIFY_INTERVAL_MS, () => send(self));
  const announce = () => {
    if (!isListening) return;
    wake.schedule(); // for calls during the outage
    onWake(); // other processes may have sent during the outage
  };
  client.on("error", (error: unknown) => isClosing || onError(error));
  client.on("ready", announce); // after a reconnect, with its subscription
  const listening = (async () => {
    await client.connect();
    await client.subscribe(BUS_CHANNEL, (payload) =>
      receivePayload(payload, { self, onWake, onError, ...(onMessage && { onMessage }) }),
    );
    isListening = true;
    announce();
  })().catch((error: unknown) => isClosing || onError(error));

  return {
    wake: wake.schedule,
    broadcast: (message) => send(`${self} ${message}`),
    async close() {
      wake.finish();
      await atMost(CLOSE_MS, lastSend);
      isClosing = true;
      if (client.isOpen) client.destroy();
      await listening;
    },
  };
}

/**
 * Checks that the Redis of REDIS_URL answers and allows a subscription.
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
