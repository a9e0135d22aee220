/** The writes of the load: which request is sent at which place, and to whom. */

export type Write = { path: string; body: object };

/** The content of a message names the write that it belongs to, so that a reader knows when it was due. */
export const contentOf = (index: number): string =>
  `w${index} Your parcel is on its way and arrives tomorrow before noon.`;

/** The index of the write whose message has this content, or null. */
export function indexOf(content: string): number | null {
  const found = /^w(\d+) /.exec(content)?.[1];
  return found === undefined ? null : Number(found);
}

const SIGNALS = ["sent", "delivered", "read"] as const;
const RECEIPTS = 5;
const LABELS = ["urgent", "vip", "refund", "delivery"];

/** Draws the writes one after the other. */
export type Writes = {
  /** A message of the customer or of an agent, receipts, a status or a note, in fixed shares. */
  next(): Write & { index: number };
  /** One change of all conversations: a label in turn with a status. */
  nextBulk(): Write;
  /** Notes an acknowledged reply, for receipts. */
  sent(messageId: number): void;
};

/** @param conversations display ids are 1 to this; every one has a pending message. */
export function createWrites(conversations: number, pending: readonly number[]): Writes {
  let index = 0;
  let bulks = 0;
  /** Replies with the number of receipts that they got; the oldest first. */
  const replies = pending.map((messageId) => ({ messageId, receipts: 0 }));

  function receipts(): Write | null {
    const chosen = replies.splice(0, RECEIPTS);
    if (chosen.length === 0) return null;
    const body = chosen.map(({ messageId, receipts: n }) => ({ messageId, signal: SIGNALS[n] }));
    for (const { messageId, receipts: n } of chosen)
      if (n + 1 < SIGNALS.length) replies.push({ messageId, receipts: n + 1 });
    return { path: "/v1/receipts", body: { receipts: body } };
  }

  function write(at: number): Write {
    const displayId = 1 + ((at * 7_919) % conversations);
    const path = `/v1/conversations/${displayId}`;
    const content = contentOf(at);
    const kind = at % 10;
    if (kind === 8) {
      const signal = Math.floor(at / 10) % 2 === 0 ? "resolve" : "reopen";
      return { path: `${path}/status`, body: { signal } };
    }
    if (kind === 9) return { path: `${path}/messages`, body: { content, private: true } };
    const ticks = kind >= 6 ? receipts() : null;
    return ticks ?? { path: `${path}/messages`, body: kind < 3 ? { content, direction: "in" } : { content } };
  }

  return {
    next() {
      const at = index++;
      return { index: at, ...write(at) };
    },
    nextBulk() {
      const n = bulks++;
      const target = { displayIds: Array.from({ length: conversations }, (_, i) => i + 1) };
      if (n % 2 === 1) {
        const signal = n % 4 === 1 ? "resolve" : "reopen";
        return { path: "/v1/bulk-operations", body: { action: "status", params: { signal }, target } };
      }
      const label = LABELS[Math.floor(n / 4) % LABELS.length] ?? "";
      const params = n % 4 === 0 ? { add: [label] } : { remove: [label] };
      return { path: "/v1/bulk-operations", body: { action: "label", params, target } };
    },
    sent(messageId) {
      replies.push({ messageId, receipts: 0 });
    },
  };
}
