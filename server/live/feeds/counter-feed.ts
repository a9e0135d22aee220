import type { Counters } from "@/server/contract/conversation/counters";
import type { Reader } from "@/server/live/hub/reader";
import { publishMessage } from "@/server/live/wire/wire";
import { readCountersOf } from "@/server/queries/conversations/read-counters";
import type { Database } from "@/server/store/_postgres/db";
import type { LogRow } from "@/server/store/events/log/event-log";

/** The shortest interval between two updates of an account's counters, in ms. */
const EVERY_MS = 250;

/** The wait after a failed read, in ms. */
const RETRY_MS = 2_000;

export type CounterFeedOptions = {
  accountId: number;
  database: Database;
  onError: (error: unknown) => void;
  /** Readers that are at the log's head. */
  live: ReadonlySet<Reader>;
  cursor: () => string;
};

/** Sends the counters of views, as absolute values, to the readers that requested them. */
export type CounterFeed = {
  /** Takes rows of the log that may have changed a counter. */
  take(rows: readonly LogRow[]): void;
  /** Schedules the counters for a reader that has just joined or requested them. */
  sendInitialState(reader: Reader): void;
};

export function createCounterFeed({
  accountId,
  database,
  onError,
  live,
  cursor,
}: CounterFeedOptions): CounterFeed {
  /** The counters last sent to each reader. */
  const lastSent = new WeakMap<Reader, string>();
  /** Whether a counter may have changed, so that every reader is due. */
  let isDirty = false;
  /** Readers that are due even without a change. */
  const joined = new Set<Reader>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let readAt = -EVERY_MS;

  const wants = (reader: Reader) => reader.topics?.counters === true && live.has(reader);

  function schedule(): void {
    if (!(isDirty || joined.size > 0) || timer) return;
    timer = setTimeout(
      () =>
        void send()
          .catch(fail)
          .finally(() => {
            timer = undefined;
            schedule();
          }),
      Math.max(0, readAt + EVERY_MS - performance.now()),
    ).unref();
  }

  function fail(error: unknown): void {
    isDirty = true; // readers that have just joined are served with all others
    readAt = performance.now() + RETRY_MS;
    onError(error);
  }

  async function send(): Promise<void> {
    const readers = [...(isDirty ? live : joined)].filter(wants);
    isDirty = false;
    joined.clear();
    if (readers.length === 0) return;
    readAt = performance.now();
    const userIds = readers.flatMap(({ caller }) => caller.userId ?? []);
    const countersOf = await readCountersOf(database, accountId, userIds);
    const texts = new Map<Counters, { text: string; message: Buffer }>();
    for (const reader of readers) {
      if (!wants(reader)) continue; // it may have changed its topics since
      const counters = countersOf(reader.caller);
      const known = texts.get(counters) ?? render(counters, cursor());
      texts.set(counters, known);
      if (lastSent.get(reader) === known.text) continue;
      lastSent.set(reader, known.text);
      reader.sink.write(known.message);
    }
  }

  return {
    take(rows) {
      if (!rows.some(({ type }) => type.startsWith("conversation.") && type !== "conversation.seen")) return;
      isDirty = true;
      schedule();
    },
    sendInitialState(reader) {
      if (!reader.topics?.counters) return;
      joined.add(reader);
      schedule();
    },
  };
}

function render(counters: Counters, cursor: string) {
  return { text: JSON.stringify(counters), message: publishMessage(cursor, { counters }) };
}
