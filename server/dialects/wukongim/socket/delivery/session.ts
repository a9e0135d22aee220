import { randomUUID } from "node:crypto";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import type { Receiver, Session } from "@/server/dialects/wukongim/socket/wire/connection";
import {
  type SendParams,
  type SendResult,
  SOCKET_REASONS,
  type SubscribeParams,
} from "@/server/dialects/wukongim/socket/wire/requests";
import type { Transport } from "@/server/dialects/wukongim/socket/wire/transport";
import { coalesce } from "@/server/lib/async/semaphore";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { createDelivery } from "./delivery";
import type { Outgoing, Passing } from "./outgoing";
import type { PositionWriter } from "./position-writer";
import type { QueueReader } from "./queue-reader";

/** Queues that are read at the same time. */
const QUEUES_AT_ONCE = 10;

export type SessionParts = {
  device: Device;
  receiver: Receiver;
  client: Pick<Transport, "drained" | "isOpen">;
  /** A clock that is never set. */
  nowMs: () => number;
  queues: QueueReader;
  positions: PositionWriter;
  /** Stores a message of the device's user; see `Session.send`. */
  write(params: SendParams): Promise<SendResult>;
  /** See `Session.subscribe`. */
  subscribe(params: SubscribeParams): Promise<{ reasonCode: number }>;
  /** Ends the connection with a reason. */
  end(reasonCode: number, reason: string): void;
  onClosed(): void;
};

/** A session that the account's feed tells what happens. */
export type LiveSession = Session & {
  device: Device;
  /** Sends what the device has not, from the database: at first, and when something was not offered. */
  readOn(): void;
  /** Messages of one queue, ascending. */
  offer(messages: readonly Outgoing[]): void;
  /** What is sent to whom is connected, and not acknowledged. */
  pass(message: Passing): void;
  end(reasonCode: number, reason: string): void;
};

/**
 * Sends a device the messages of its queues, each once and in order: those that are offered, and before them those that it
 * has missed. Where too much waits for acknowledgement, it continues when the device has acknowledged.
 */
export function createSession(parts: SessionParts): LiveSession {
  const { device } = parts;
  const delivery = createDelivery(parts);
  const { waiting, readAll, readOn } = createCatchUp(parts, delivery);
  const goOn = () => {
    if (waiting.size > 0 && delivery.hasRoom()) readOn().catch(fail);
  };
  const fail = (error: unknown): void => {
    log.warn(
      { accountId: device.accountId, reason: reasonOf(error) },
      "wukongim socket: messages were not read",
    );
    parts.end(SOCKET_REASONS.system, "The server could not read the messages. Connect again.");
  };

  /** False: it does not fit behind the last one that was sent. */
  function sendNext(message: Outgoing): boolean {
    const last = delivery.lastOf(message.queue);
    if (last === undefined || message.number <= last) return last !== undefined;
    if (message.number !== last + 1 || waiting.has(message.queue) || !delivery.hasRoom()) return false;
    delivery.send(message);
    return true;
  }

  return {
    device,
    readOn: () => void readAll().catch(fail),
    offer(messages) {
      for (const message of messages) if (!sendNext(message)) waiting.add(message.queue);
      goOn();
    },
    pass: delivery.pass,
    end: parts.end,
    async send(params) {
      const clientMsgNo = params.clientMsgNo || randomUUID();
      const takeBack = delivery.writes(clientMsgNo);
      try {
        return await parts.write({ ...params, clientMsgNo });
      } catch (error) {
        takeBack();
        throw error;
      }
    },
    subscribe: parts.subscribe,
    acknowledge({ messageId }) {
      const isUseful = delivery.acknowledge(messageId);
      goOn();
      return isUseful;
    },
    beat() {
      delivery.resendDue();
      goOn();
    },
    close: parts.onClosed,
  };
}

/** Reads queues from the database and sends what is in them. `waiting`: those with messages that were not sent. */
function createCatchUp(
  { device, client, queues }: Pick<SessionParts, "device" | "client" | "queues">,
  delivery: ReturnType<typeof createDelivery>,
) {
  const waiting = new Set<number>();
  let isBegun = false;

  async function readQueue(queue: number): Promise<void> {
    const after = delivery.lastOf(queue);
    if (after === undefined) return;
    const { messages, hasMore } = await queues.read(device, queue, after);
    for (const message of messages) {
      if (message.number <= (delivery.lastOf(queue) ?? 0)) continue;
      if (!delivery.hasRoom()) return void waiting.add(queue);
      delivery.send(message);
    }
    if (hasMore) waiting.add(queue);
  }

  const readOn = coalesce(async () => {
    while (isBegun && waiting.size > 0 && client.isOpen() && delivery.hasRoom()) {
      const some = [...waiting].slice(0, QUEUES_AT_ONCE);
      const unknown = some.filter((queue) => delivery.lastOf(queue) === undefined);
      for (const { queue, number } of await queues.find(device, unknown)) delivery.startAfter(queue, number);
      for (const queue of some) waiting.delete(queue);
      await Promise.all(some.map(readQueue));
      await client.drained();
    }
  });

  async function readAll(): Promise<void> {
    for (const { queue, number } of await queues.find(device, null)) {
      if (delivery.lastOf(queue) === undefined) delivery.startAfter(queue, number);
      waiting.add(queue);
    }
    isBegun = true;
    await readOn();
  }

  return { waiting, readOn, readAll };
}
