import { randomUUID } from "node:crypto";
import { coalesce } from "@/server/lib/async/coalesce";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Client, Session } from "./connection";
import type { Device } from "./device";
import { type SendParams, SOCKET_REASONS } from "./frames";
import type { Outgoing } from "./outgoing";
import { createOutstanding } from "./outstanding";
import type { PositionWriter } from "./position-writer";
import type { QueueReader } from "./queue-reader";

/** Queues that are read at the same time. */
const QUEUES_AT_ONCE = 10;
/** Own messages whose notification is awaited, so as not to send it here. */
const OWN_MAX = 500;

export type SessionParts = {
  device: Device;
  client: Client & {
    /** Resolves when what was sent has left, or the connection is gone. */
    drained(): Promise<void>;
    isOpen(): boolean;
  };
  nowMs: () => number;
  queues: QueueReader;
  positions: PositionWriter;
  /** Stores a message of the device's user; see `Session.send`. */
  write(params: SendParams): Promise<object>;
  /** Ends the connection with a reason. */
  end(reasonCode: number, reason: string): void;
  onClosed(): void;
};

/** A session that the account's feed tells what happens. */
export type LiveSession = Session & {
  device: Device;
  /** Begins with what the device has missed. */
  begin(): void;
  /** Messages of one queue, ascending. */
  offer(messages: readonly Outgoing[]): void;
  /** What is sent to whom is connected, and no more. */
  pass(frame: string): void;
  end(reasonCode: number, reason: string): void;
};

/**
 * Sends a device the messages of its queues, each once and in order: those that are offered, and before them those that it
 * has missed. Where too much waits for acknowledgement, it continues when the device has acknowledged.
 */
export function createSession(parts: SessionParts): LiveSession {
  const { device, client, queues, positions, nowMs } = parts;
  const outstanding = createOutstanding(nowMs);
  /** The number of the last message of each queue that was sent here, or that the device had. */
  const sentTo = new Map<number, number>();
  /** Queues with messages that were not sent. */
  const waiting = new Set<number>();
  /** Numbers of the user's own messages that are being sent here. */
  const ownNumbers = new Set<string>();
  let isBegun = false;

  function deliver(message: Outgoing): void {
    const { queue, number, messageId } = message;
    sentTo.set(queue, number);
    if (message.fromUid === device.uid && ownNumbers.delete(message.clientMsgNo)) {
      const has = outstanding.skip(queue, number);
      if (has) positions.note(device, has.queue, has.number);
      return;
    }
    const frame = message.frameFor(device.uid);
    if (!client.send(frame)) return;
    const resend = () => void client.send(message.frameFor(device.uid, true));
    outstanding.add({ messageId, queue, number, bytes: frame.length, resend });
  }

  /** False: it does not fit behind the last one that was sent. */
  function deliverNext(message: Outgoing): boolean {
    const last = sentTo.get(message.queue);
    if (last === undefined) return false;
    if (message.number <= last) return true;
    if (message.number !== last + 1 || waiting.has(message.queue) || !outstanding.hasRoom()) return false;
    deliver(message);
    return true;
  }

  async function readOn(queue: number): Promise<void> {
    const after = sentTo.get(queue);
    if (after === undefined) return;
    const { messages, hasMore } = await queues.read(device, queue, after);
    for (const message of messages) {
      if (message.number <= (sentTo.get(queue) ?? 0)) continue;
      if (!outstanding.hasRoom()) return void waiting.add(queue);
      deliver(message);
    }
    if (hasMore) waiting.add(queue);
  }

  const catchUp = coalesce(async () => {
    while (isBegun && waiting.size > 0 && client.isOpen() && outstanding.hasRoom()) {
      const some = [...waiting].slice(0, QUEUES_AT_ONCE);
      const unknown = some.filter((queue) => !sentTo.has(queue));
      for (const { queue, number } of await queues.find(device, unknown)) sentTo.set(queue, number);
      for (const queue of some) waiting.delete(queue);
      await Promise.all(some.map(readOn));
      await client.drained();
    }
  });
  const fail = (error: unknown): void => {
    log.warn(
      { accountId: device.accountId, reason: reasonOf(error) },
      "wukongim socket: messages were not read",
    );
    parts.end(SOCKET_REASONS.system, "The server could not read the messages. Connect again.");
  };
  const goOn = () => void catchUp().catch(fail);

  async function begin(): Promise<void> {
    for (const { queue, number } of await queues.find(device, null)) {
      sentTo.set(queue, number);
      waiting.add(queue);
    }
    isBegun = true;
    await catchUp();
  }

  return {
    device,
    begin: () => void begin().catch(fail),
    offer(messages) {
      for (const message of messages) if (!deliverNext(message)) waiting.add(message.queue);
      if (waiting.size > 0) goOn();
    },
    pass: (frame) => void client.send(frame),
    end: parts.end,
    async send(params) {
      const own = params.clientMsgNo || randomUUID();
      ownNumbers.add(own);
      const [oldest] = ownNumbers;
      if (ownNumbers.size > OWN_MAX && oldest !== undefined) ownNumbers.delete(oldest);
      try {
        return await parts.write({ ...params, clientMsgNo: own });
      } catch (error) {
        ownNumbers.delete(own);
        throw error;
      }
    },
    acknowledge({ messageId }) {
      const has = outstanding.acknowledge(messageId);
      if (!has) return false;
      positions.note(device, has.queue, has.number);
      if (waiting.size > 0) goOn();
      return true;
    },
    beat: outstanding.resendDue,
    close: parts.onClosed,
  };
}
