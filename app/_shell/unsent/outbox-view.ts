import type { RefusalCode } from "@/server/contract/_shared/refusal";
import type { OutboxRecord, UnsentMessage } from "./records";
import type { UnsentStore } from "./store";

/**
 * `sending`: on its way. `waiting`: it is sent by itself when the server can be reached. `refused`: the server does not take
 * it, so it waits for a decision.
 */
export type OutboxEntry = UnsentMessage & {
  state: "sending" | "waiting" | "refused";
  refusal: RefusalCode | "unknown" | null;
  /** A request with it has begun: the server may have it. */
  wasTried: boolean;
};

export type OutboxView = {
  /** The messages of a conversation in the order they were written; of all, without one. The same array until it changes. */
  entries(displayId?: number): readonly OutboxEntry[];
  /** Whether this page is sending a message just now. */
  setSending(clientId: string, isSending: boolean): void;
  subscribe(listener: () => void): () => void;
};

const NONE: readonly OutboxEntry[] = [];

/** The messages of the outbox as they are shown. */
export function createOutboxView(store: UnsentStore): OutboxView {
  const sending = new Set<string>();
  const listeners = new Set<() => void>();
  let all = NONE;
  let byConversation = new Map<number, readonly OutboxEntry[]>();

  function update(): void {
    const next = store
      .list()
      .flatMap((record) => (record.type === "outbox" ? [toEntry(record, sending)] : []))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    if (JSON.stringify(next) === JSON.stringify(all)) return;
    all = next;
    byConversation = new Map();
    for (const entry of next)
      byConversation.set(entry.displayId, [...(byConversation.get(entry.displayId) ?? NONE), entry]);
    for (const listener of listeners) listener();
  }
  store.subscribe(update);
  return {
    entries: (displayId) => (displayId === undefined ? all : (byConversation.get(displayId) ?? NONE)),
    setSending(clientId, isSending) {
      if (isSending) sending.add(clientId);
      else sending.delete(clientId);
      update();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function toEntry(record: OutboxRecord, sending: ReadonlySet<string>): OutboxEntry {
  const { message, isWaiting, refusal, wasTried } = record;
  const isIdle = isWaiting && !sending.has(message.clientId);
  return { ...message, refusal, wasTried, state: refusal ? "refused" : isIdle ? "waiting" : "sending" };
}
