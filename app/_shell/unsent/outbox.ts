import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { createOutboxView, type OutboxEntry, type OutboxView } from "./outbox-view";
import { type OutboxRecord, outboxKey, type UnsentMessage } from "./records";
import type { UnsentStore } from "./store";

/** The result of a request: the server's answer, the code of its refusal, or none of both. */
export type SendResult<Sent> =
  | { kind: "sent"; sent: Sent }
  | { kind: "refused"; code: RefusalCode | "unknown" }
  | { kind: "waiting"; afterMs: number | null };

export type OutboxParts<Sent> = {
  store: UnsentStore;
  /** Sends once, however often it is called. `isLate`: the writer may have begun the next text. */
  request: (message: UnsentMessage, options: { isLate: boolean }) => Promise<SendResult<Sent>>;
  /** Runs `work` when no other tab sends to this conversation. */
  lock: (displayId: number, work: () => Promise<void>) => Promise<void>;
  /** False: a request cannot succeed. */
  isOnline: () => boolean;
};

/** The result of a message's first try; null: another tab has sent it. */
export type FirstResult<Sent> = SendResult<Sent> | null;

export type Outbox<Sent> = {
  /** The messages of a conversation in the order they were written; of all, without one. */
  entries(displayId?: number): readonly OutboxEntry[];
  /** Keeps a message, then sends it. `onSent` is called before it leaves the outbox. */
  add(message: UnsentMessage, onSent: (sent: Sent) => void): Promise<FirstResult<Sent>>;
  /** Sends what waits: at the start, and when the server is back. */
  drain(): void;
  /** Sends a refused message again, with what its writer has seen meanwhile. */
  retry(clientId: string, change: Pick<UnsentMessage, "lastSeenNumber">): void;
  remove(clientId: string): void;
  subscribe(listener: () => void): () => void;
  /** Calls back for what is sent later than by `add`. Only one listener at a time. */
  onLate(listener: ((message: UnsentMessage, result: SendResult<Sent>) => void) | null): void;
};

/** Between tries without a sign that the server is back, in ms; doubled with each. */
const AGAIN_MS = 1_000;
const AGAIN_MS_MAX = 30_000;

/** Messages that are kept until the server has answered them, and sent in order, one per conversation at a time. */
export function createOutbox<Sent>(parts: OutboxParts<Sent>): Outbox<Sent> {
  const { store, lock, isOnline } = parts;
  const view = createOutboxView(store);
  const first = new Map<string, (sent: Sent) => void>();
  const results = new Map<string, SendResult<Sent>>();
  const draining = new Set<number>();
  let onLate: ((message: UnsentMessage, result: SendResult<Sent>) => void) | null = null;

  const records = createRecords(store);
  const sendAll = createSending(parts, { records, view, first, settle, retryLater: createRetry(drain) });

  function settle(message: UnsentMessage, result: SendResult<Sent>): void {
    const onSent = first.get(message.clientId);
    if (onSent) results.set(message.clientId, result);
    else onLate?.(message, result);
    if (result.kind === "sent") onSent?.(result.sent);
  }
  function send(displayId: number): Promise<void> {
    return lock(displayId, () => sendAll(displayId));
  }
  function drain(): void {
    if (!isOnline()) return;
    const waiting = view.entries().filter(({ state }) => state !== "refused");
    for (const displayId of new Set(waiting.map((entry) => entry.displayId))) {
      if (draining.has(displayId)) continue;
      draining.add(displayId);
      void send(displayId).finally(() => draining.delete(displayId));
    }
  }

  return {
    entries: view.entries,
    async add(message, onSent) {
      const { clientId, displayId } = message;
      first.set(clientId, onSent);
      records.save({ type: "outbox", message, wasTried: false, isWaiting: !isOnline(), refusal: null });
      await send(displayId);
      const result = results.get(clientId);
      first.delete(clientId);
      results.delete(clientId);
      return result ?? (records.find(clientId) ? { kind: "waiting", afterMs: null } : null);
    },
    drain,
    retry(clientId, change) {
      const found = records.find(clientId);
      if (!found) return;
      const message = { ...found.message, ...change };
      records.save({ ...found, message, isWaiting: false, refusal: null });
      void send(message.displayId);
    },
    remove: records.remove,
    subscribe: view.subscribe,
    onLate: (listener) => {
      onLate = listener;
    },
  };
}

type Records = ReturnType<typeof createRecords>;

function createRecords(store: UnsentStore) {
  const find = (clientId: string): OutboxRecord | null => {
    const record = store.read(outboxKey(clientId))?.record;
    return record?.type === "outbox" ? record : null;
  };
  return {
    find,
    save: (record: OutboxRecord) => store.write({ key: outboxKey(record.message.clientId), record }),
    remove: (clientId: string) => store.write({ key: outboxKey(clientId), record: null }),
  };
}

type SendingParts<Sent> = {
  records: Records;
  view: OutboxView;
  first: ReadonlyMap<string, unknown>;
  settle: (message: UnsentMessage, result: SendResult<Sent>) => void;
  retryLater: ReturnType<typeof createRetry>;
};

/** Returns a function that sends the messages of a conversation until one has to wait. */
function createSending<Sent>({ request, isOnline }: OutboxParts<Sent>, parts: SendingParts<Sent>) {
  const { records, view, first, settle, retryLater } = parts;

  function end(record: OutboxRecord, result: SendResult<Sent>): void {
    settle(record.message, result); // first: the message is in the thread before it leaves the outbox
    const refusal = result.kind === "refused" ? result.code : null;
    if (result.kind === "sent") records.remove(record.message.clientId);
    else records.save({ ...record, isWaiting: refusal === null, refusal });
  }
  /** Returns whether the next message may be sent. */
  async function sendOne(clientId: string): Promise<boolean> {
    const found = records.find(clientId);
    if (!found || found.refusal !== null) return true; // sent or discarded meanwhile
    if (!isOnline()) return false;
    const record = { ...found, wasTried: true };
    if (!found.wasTried) records.save(record);
    view.setSending(clientId, true);
    const result = await request(found.message, { isLate: !first.has(clientId) });
    // One that was discarded meanwhile arrives by the stream if the server has it.
    if (records.find(clientId)) end(record, result);
    view.setSending(clientId, false);
    if (result.kind === "waiting") retryLater.schedule(result.afterMs);
    else retryLater.reset();
    return result.kind !== "waiting";
  }
  return async (displayId: number): Promise<void> => {
    for (const { clientId } of view.entries(displayId)) {
      if (await sendOne(clientId)) continue;
      for (const left of view.entries(displayId)) {
        const record = records.find(left.clientId);
        if (record && record.refusal === null && !record.isWaiting)
          records.save({ ...record, isWaiting: true });
      }
      return;
    }
  };
}

/** One timer for the next try. */
function createRetry(run: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  return {
    schedule(afterMs: number | null): void {
      clearTimeout(timer);
      timer = setTimeout(run, afterMs ?? Math.min(AGAIN_MS * 2 ** tries++, AGAIN_MS_MAX));
    },
    reset(): void {
      tries = 0;
    },
  };
}
