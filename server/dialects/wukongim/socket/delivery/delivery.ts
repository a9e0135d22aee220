import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import type { Receiver } from "@/server/dialects/wukongim/socket/wire/connection";
import type { Outgoing, Passing } from "./outgoing";
import { createOutstanding } from "./outstanding";
import type { PositionWriter } from "./position-writer";

/** Own messages whose notification is awaited, so as not to send it to the device that wrote them. */
const OWN_MAX = 500;

/** Sends one device the messages of its queues, each queue in ascending order, and keeps what it acknowledges. */
export type Delivery = {
  /** The number of the last message of a queue that was sent, or that the device had; undefined = not known yet. */
  lastOf(queue: number): number | undefined;
  /** The device has a queue up to a number. */
  startAfter(queue: number, number: number): void;
  /** Whether more may be sent before something is acknowledged. */
  hasRoom(): boolean;
  send(message: Outgoing): void;
  /** Sends what is not acknowledged, unless the device wrote it. */
  pass(message: Passing): void;
  /** False: it acknowledges nothing that waits. */
  acknowledge(messageId: string): boolean;
  resendDue(): void;
  /** The device writes a message with this number. Returns a function that takes it back. */
  writes(clientMsgNo: string): () => void;
};

type Parts = { device: Device; receiver: Receiver; positions: PositionWriter; nowMs: () => number };

export function createDelivery({ device, receiver, positions, nowMs }: Parts): Delivery {
  const outstanding = createOutstanding(nowMs);
  const last = new Map<number, number>();
  const own = new Set<string>();
  const isOwn = ({ fromUid, clientMsgNo }: Passing) => fromUid === device.uid && own.delete(clientMsgNo);

  return {
    lastOf: (queue) => last.get(queue),
    startAfter: (queue, number) => void last.set(queue, number),
    hasRoom: outstanding.hasRoom,
    send(message) {
      const { queue, number, messageId } = message;
      last.set(queue, number);
      if (isOwn(message)) {
        const has = outstanding.skip(queue, number);
        if (has) positions.note(device, has.queue, has.number);
        return;
      }
      const bytes = receiver.deliver(message.noticeFor(device.uid));
      if (bytes === 0) return;
      const resend = () => void receiver.deliver(message.noticeFor(device.uid, true));
      outstanding.add({ messageId, queue, number, bytes, resend });
    },
    pass(message) {
      if (!isOwn(message)) receiver.deliver(message.noticeFor(device.uid));
    },
    acknowledge(messageId) {
      const has = outstanding.acknowledge(messageId);
      if (has) positions.note(device, has.queue, has.number);
      return has !== null;
    },
    resendDue: outstanding.resendDue,
    writes(clientMsgNo) {
      own.add(clientMsgNo);
      const [oldest = ""] = own;
      if (own.size > OWN_MAX) own.delete(oldest);
      return () => void own.delete(clientMsgNo);
    },
  };
}
