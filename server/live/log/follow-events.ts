import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "@/server/contract/event/event";
import type { Database } from "@/server/store/_postgres/db";
import { type LogRow, toEvent } from "@/server/store/events/log/event-log";
import { createLogFollower } from "./log-follower";
import { logSignal } from "./log-signal";

/** An event, and who may see it: pass `where` to `maySee`. */
export type FollowedEvent = {
  event: Event;
  where: Pick<LogRow, "inboxId" | "audience" | "leftInboxId" | "type">;
};

export type EventsOptions = {
  accountId: number;
  database: Database;
  /** The next events, each once, in order. The log is read on when it has resolved. */
  onEvents: (events: readonly FollowedEvent[]) => Promise<void>;
  onError: (error: unknown) => void;
  /** Events were left out: the log was replaced, or it is too far ahead. */
  onJump?: () => void;
};

export type Following = {
  /** Resolves when every later event is followed; rejects when the log cannot be read at first. */
  begun: Promise<void>;
  stop(): void;
};

/** The minimum between two reads, however busy the account is. */
const READ_MIN_MS = 25;
/** The maximum, for a process without a wake signal: on a plain Next host. */
const READ_MAX_MS = 1_000;

/**
 * Follows an account's log from now on, until `stop`. What was missed while the log was replaced
 * or could not be followed is not repeated.
 */
export function followEvents({ accountId, database, onEvents, onError, onJump }: EventsOptions): Following {
  const closed = new AbortController();
  const { signal } = closed;
  let found: LogRow[] = [];
  const log = createLogFollower({
    accountId,
    database,
    onRows(rows) {
      found.push(...rows);
      const last = rows.at(-1);
      if (last) log.advance(last.seq);
    },
    onJump: () => {
      found = [];
      onJump?.();
    },
  });
  const readOn = async () => {
    await log.pull();
    const rows = found;
    found = [];
    if (rows.length > 0 && !signal.aborted) await onEvents(rows.map(followed));
  };
  const begun = readOn();
  void (async () => {
    await begun.catch(onError);
    while (!signal.aborted && !logSignal().isClosed()) {
      const woken = logSignal().wait(accountId, READ_MAX_MS, signal);
      await readOn().catch(onError);
      await Promise.all([woken, sleep(READ_MIN_MS)]);
    }
  })();
  return { begun, stop: () => closed.abort() };
}

const followed = (row: LogRow): FollowedEvent => {
  const { inboxId, audience, leftInboxId, type } = row;
  return { event: toEvent(row), where: { inboxId, audience, leftInboxId, type } };
};
