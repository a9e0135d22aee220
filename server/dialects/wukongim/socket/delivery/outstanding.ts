/** A notification that waits for its `recvack`. `queue`: a conversation, or the contact's command messages. */
export type Sent = {
  messageId: string;
  queue: number;
  /** Its number in the queue. */
  number: number;
  /** The notification's length, in bytes. */
  bytes: number;
  /** Sends it again, marked as repeated. */
  resend: () => void;
};

/** How far a device has received a queue. */
export type Acknowledged = { queue: number; number: number };

/** What was sent on one connection and is not acknowledged. Every queue is sent in ascending order. */
export type Outstanding = {
  /** Whether more may be sent before something is acknowledged. */
  hasRoom(): boolean;
  add(sent: Sent): void;
  /**
   * The device has a message of a queue without getting it here: it wrote it. Returns how far it has the queue now; null: it
   * must acknowledge earlier ones first.
   */
  skip(queue: number, number: number): Acknowledged | null;
  /** Null: it does not wait, or not any more. Notifications arrive in order, so the earlier ones of the queue have arrived too. */
  acknowledge(messageId: string): Acknowledged | null;
  /** Sends again what waits for too long. */
  resendDue(): void;
  size(): number;
};

/** An unacknowledged notification is sent again after this time, and so often. */
const RESEND_MS = 10_000;
const RESENDS_MAX = 3;
/** What one connection may have outstanding. */
const COUNT_MAX = 500;
const BYTES_MAX = 2_000_000;

type Waiting = Sent & { sentAtMs: number; resends: number };
type Queue = {
  /** In ascending order of number. */
  waiting: Waiting[];
  /** Numbers that the device has anyway, ascending, above those that wait. */
  skipped: number[];
  /** Something before was sent and never acknowledged. */
  hasGap: boolean;
};

export function createOutstanding(nowMs: () => number): Outstanding {
  const queues = new Map<number, Queue>();
  const byId = new Map<string, Waiting>();
  let bytes = 0;

  const forget = (one: Waiting) => {
    if (byId.delete(one.messageId)) bytes -= one.bytes;
  };

  function queueOf(id: number): Queue {
    const queue = queues.get(id) ?? { waiting: [], skipped: [], hasGap: false };
    queues.set(id, queue);
    return queue;
  }

  function resend(one: Waiting): void {
    if (one.resends === RESENDS_MAX) {
      forget(one);
      giveUp(queueOf(one.queue), one);
      return;
    }
    one.resends += 1;
    one.sentAtMs = nowMs();
    one.resend();
  }

  return {
    hasRoom: () => byId.size < COUNT_MAX && bytes < BYTES_MAX,
    add(sent) {
      const one = { ...sent, sentAtMs: nowMs(), resends: 0 };
      queueOf(sent.queue).waiting.push(one);
      byId.set(sent.messageId, one);
      bytes += sent.bytes;
    },
    skip(id, number) {
      const queue = queues.get(id);
      if (!queue) return { queue: id, number };
      if (!queue.hasGap) queue.skipped.push(number);
      return null;
    },
    acknowledge(messageId) {
      const one = byId.get(messageId);
      if (!one) return null;
      const queue = queueOf(one.queue);
      const { arrived, number } = takeUpTo(queue, one);
      arrived.forEach(forget);
      if (queue.waiting.length === 0) queues.delete(one.queue);
      return { queue: one.queue, number };
    },
    resendDue() {
      for (const one of [...byId.values()]) if (one.sentAtMs <= nowMs() - RESEND_MS) resend(one);
    },
    size: () => byId.size,
  };
}

/** The device gets it again on its next connection. */
function giveUp(queue: Queue, one: Waiting): void {
  queue.waiting = queue.waiting.filter((other) => other !== one);
  queue.skipped = [];
  queue.hasGap = true;
}

/** Takes what has arrived with `one` out of its queue. `number`: the last of it, or of what the device has without getting it. */
function takeUpTo(queue: Queue, one: Waiting): { arrived: Waiting[]; number: number } {
  const arrived = queue.waiting.splice(0, queue.waiting.indexOf(one) + 1);
  const next = queue.waiting[0]?.number ?? Number.POSITIVE_INFINITY;
  const number = Math.max(one.number, ...queue.skipped.filter((skipped) => skipped < next));
  queue.skipped = queue.skipped.filter((skipped) => skipped > next);
  queue.hasGap = false;
  return { arrived, number };
}
