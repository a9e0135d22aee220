import type { UndeliveredCounts } from "@/server/contract/message/undelivered";
import type { Reader } from "@/server/live/hub/reader";
import { publishMessage } from "@/server/live/wire/wire";
import { countUndeliveredOf } from "@/server/queries/messages/list-undelivered";
import type { Database } from "@/server/store/_postgres/db";
import type { LogRow } from "@/server/store/events/log/event-log";
import { mayChangeTrouble } from "@/server/store/members/undelivered";

/** The shortest interval between two readings of an account's counts, in ms. */
const EVERY_MS = 1_000;

/** Types that move messages between the counts of members. */
const MOVES: ReadonlySet<LogRow["type"]> = new Set([
  "conversation.assigned",
  "conversation.moved",
  "conversation.restored",
  "conversation.trashed",
]);

export type UndeliveredFeedOptions = {
  accountId: number;
  database: Database;
  onError: (error: unknown) => void;
  /** Readers that are at the log's head. */
  live: ReadonlySet<Reader>;
  cursor: () => string;
};

/** Sends the counts of undelivered messages to the readers that requested counters: one reading for all of them. */
export type UndeliveredFeed = {
  /** Takes rows of the log that may have changed a count. */
  take(rows: readonly LogRow[]): void;
  /** Schedules the counts for a reader that has just joined or requested them. */
  sendInitialState(reader: Reader): void;
};

export function createUndeliveredFeed({
  accountId,
  database,
  onError,
  live,
  cursor,
}: UndeliveredFeedOptions): UndeliveredFeed {
  /** The counts last sent to each reader. */
  const lastSent = new WeakMap<Reader, string>();
  /** `moved`: the counts may have changed. `changed`: other messages may be in trouble, also if the counts are the same. */
  let due: "moved" | "changed" | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let readAt = -EVERY_MS;

  const wants = (reader: Reader) => reader.topics?.counters === true && live.has(reader);

  function schedule(why: "moved" | "changed"): void {
    if (due !== "changed") due = why;
    if (timer) return;
    const waitMs = Math.max(0, readAt + EVERY_MS - performance.now());
    timer = setTimeout(() => void sendThenWait(), waitMs).unref();
  }

  async function sendThenWait(): Promise<void> {
    const why = due ?? "moved";
    due = null;
    readAt = performance.now();
    const failed = await send(why).then(
      () => false,
      (error: unknown) => {
        onError(error);
        return true;
      },
    );
    timer = undefined;
    if (failed) schedule(why);
    else if (due) schedule(due);
  }

  async function send(why: "moved" | "changed"): Promise<void> {
    if (![...live].some(wants)) return;
    const countsOf = await countUndeliveredOf(database, accountId);
    for (const reader of [...live].filter(wants)) {
      const undelivered: UndeliveredCounts = countsOf(reader.caller);
      const text = JSON.stringify(undelivered);
      if (why === "moved" && lastSent.get(reader) === text) continue;
      lastSent.set(reader, text);
      reader.sink.write(publishMessage(cursor(), { undelivered }));
    }
  }

  return {
    take(rows) {
      if (rows.some(mayChangeTrouble)) schedule("changed");
      else if (rows.some(({ type }) => MOVES.has(type))) schedule("moved");
    },
    sendInitialState(reader) {
      if (reader.topics?.counters) schedule("moved");
    },
  };
}
