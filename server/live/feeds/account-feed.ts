import type { TopicsChange } from "@/server/contract/live/topics";
import type { Passing } from "@/server/contract/message/command-message";
import type { Semaphore } from "@/server/lib/async/semaphore";
import { steadyClock } from "@/server/lib/async/steady-clock";
import { createFanOut, type FanOut } from "@/server/live/hub/fan-out";
import type { Reader } from "@/server/live/hub/reader";
import { createSettler, restartReader } from "@/server/live/hub/settle-reader";
import { createFollower } from "@/server/live/log/follower";
import { createLogFollower, type LogFollower } from "@/server/live/log/log-follower";
import { createLogPages, cursorAt, type LogPages, usablePosition } from "@/server/live/log/log-pages";
import { createPacedLog, type PacedLog } from "@/server/live/log/paced-log";
import { createPassingFeed } from "@/server/live/presence/passing";
import type { Present } from "@/server/live/presence/presence-book";
import { createPresenceFeed, type PresenceFeed } from "@/server/live/presence/presence-feed";
import type { PresenceReport } from "@/server/live/presence/presence-messages";
import { frameMessage, PING, publishMessage } from "@/server/live/wire/wire";
import type { Database } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import type { Head, LogRow } from "@/server/store/events/log/event-log";
import { createCounterFeed } from "./counter-feed";
import { changeTopics, createMarkFeed, isRepeated, type MarkFeed, sendTo, startReader } from "./mark-feed";
import { createNotificationFeed, type NotificationFeed } from "./notification-feed";
import { createUndeliveredFeed } from "./undelivered-feed";

/** The interval between session checks, in ms: an expired session ends without an event. */
const RECHECK_MS = 60_000;

export type FeedOptions = {
  accountId: number;
  database: Database;
  now: () => Date;
  onError: (error: unknown) => void;
  gate: Semaphore;
  /** Sends a message to every other process. */
  broadcast: (message: string) => void;
};

/** One account's position in the log, and the readers that follow it. */
export type AccountFeed = {
  /** Streams that are open or being opened. */
  size(): number;
  /** Adds a reader after the cursor `after` (null = from now on) and sends what it lacks. Throws when the log cannot be read. */
  join(reader: Reader, after: string | null): Promise<void>;
  leave(reader: Reader): void;
  /** Changes the topics of a user's stream; false when this feed does not have the stream. */
  change(userId: number | null, change: TopicsChange): boolean;
  /** Takes newly stamped rows of the account, in order; rows in between are read from the log. */
  publish(rows: readonly LogRow[]): void;
  /** Compares the position with the head in the database, and reads the missing rows. */
  follow(found: Head): void;
  /** Records that a member starts or stops typing in a conversation. */
  type(entry: Present, isTyping: boolean): void;
  /** Sends what passes by to the streams that have its conversation open. */
  pass(passing: Passing): void;
  /** Applies another process's presence report. */
  applyReport(report: PresenceReport): void;
  /** Keeps the streams alive, and sends the current cursor to readers that received nothing. */
  beat(): void;
  /** Ends every stream. */
  close(): void;
} & Pick<NotificationFeed, "renotify"> &
  Pick<MarkFeed, "remark">;

/** The parts of a feed. */
type Parts = Pick<AccountFeed, "pass" | "remark"> & {
  now: () => Date;
  steadyMs: () => number;
  readers: Set<Reader>;
  byConnection: Map<string, Reader>;
  /** The readers that are exactly at the log's head; the others are still catching up. */
  live: Set<Reader>;
  log: LogFollower;
  paced: PacedLog;
  pages: LogPages;
  fanOut: FanOut;
  settle: (reader: Reader) => void;
  presence: PresenceFeed;
  notifications: NotificationFeed;
};

/** Creates the feed of one account; it reads the log's head for its first reader. */
export function createAccountFeed(options: FeedOptions): AccountFeed {
  const parts = assemble({ ...options, database: forAccount(options.database, options.accountId) });
  const { readers, byConnection, live, log, paced, presence, notifications } = parts;
  // Not a reader before the log's head is known.
  const follower = createFollower<Reader>(() => ({ begun: log.pull(), stop: () => {} }));

  return {
    size: () => follower.members.size,
    async join(reader, after) {
      await follower.join(reader);
      paced.flush();
      // A cursor beyond this feed's head may be one that another process has just stamped.
      if (after !== null && usablePosition(log.head(), after) === null) await log.pull();
      if (!reader.sink.isClosed) enter(parts, reader, after);
    },
    leave(reader) {
      follower.leave(reader);
      readers.delete(reader);
      live.delete(reader);
      presence.leave(reader);
      const { connectionId: id } = reader;
      if (id !== null && byConnection.get(id) === reader) byConnection.delete(id);
    },
    change(userId, change) {
      const reader = byConnection.get(change.connectionId);
      if (!reader || reader.caller.userId !== userId || reader.topics === null) return false;
      if (change.revision <= reader.revision) return true; // a later request has replaced it
      reader.requestedAt = parts.steadyMs();
      paced.flush(); // its screen may have been read after the waiting events
      if (isRepeated(reader, change)) {
        repeatAnswer(parts, reader, change);
        return true;
      }
      parts.settle(reader);
      changeTopics(reader, log.head(), change);
      return true;
    },
    publish: paced.publish,
    follow: paced.follow,
    type: presence.type,
    applyReport: presence.applyReport,
    renotify: notifications.renotify,
    remark: parts.remark,
    pass: parts.pass,
    beat: () => beat(parts),
    close() {
      for (const reader of readers) reader.sink.end();
    },
  };
}

function assemble(options: FeedOptions): Parts {
  const { accountId, database, now, onError } = options;
  const readers = new Set<Reader>();
  const live = new Set<Reader>();
  const pages = createLogPages(database, accountId);
  const log = createLogFollower({
    accountId,
    database,
    onRows: (rows) =>
      paced.measure(() => {
        fanOut.take(rows);
        counters.take(rows);
        undelivered.take(rows);
        notifications.take(rows);
        presence.take(rows);
      }),
    onJump: (head) => {
      fanOut.clear();
      pages.clear();
      for (const reader of readers) restartReader(reader, head);
    },
  });
  const paced = createPacedLog({ log, onError });
  const onSettled = (reader: Reader) => {
    counters.sendInitialState(reader);
    undelivered.sendInitialState(reader);
    notifications.sendInitialState(reader);
    marks.sendInitialState(reader);
    presence.sendInitialState(reader);
  };
  const bringUp = createSettler({ ...options, readers, live, pages, head: log.head, onSettled });
  const settle = (reader: Reader) => {
    if (live.has(reader)) {
      const reached = reader.topics === null ? log.head().lastSeq : fanOut.safeSeq();
      reader.position = Math.max(reader.position, reached);
    }
    bringUp(reader);
  };
  const fanOut = createFanOut({ log, readers, live, settle });
  const cursor = () => cursorAt({ ...log.head(), lastSeq: fanOut.safeSeq() });
  const counters = createCounterFeed({ accountId, database, onError, live, cursor });
  const undelivered = createUndeliveredFeed({ accountId, database, onError, live, cursor });
  /** Sends an ephemeral event. Its id may be lower than the last one sent; the next beat sends the current cursor. */
  const write = (reader: Reader, message: Buffer) => {
    reader.lastSent = fanOut.safeSeq();
    reader.sink.write(message);
  };
  const notifications = createNotificationFeed({ ...options, readers, live, cursor, write });
  const marks = createMarkFeed({ ...options, readers, live, cursor, write });
  const steadyMs = steadyClock(now);
  const presence = createPresenceFeed({ ...options, steadyMs, readers, live, cursor, write });
  const pass = createPassingFeed({ live, cursor, write });
  const state = { now, steadyMs, readers, byConnection: new Map(), live, log, paced, pages, pass };
  return { ...state, fanOut, settle, presence, notifications, remark: marks.remark };
}

function enter({ readers, byConnection, log, settle }: Parts, reader: Reader, after: string | null): void {
  if (reader.connectionId !== null) {
    byConnection.get(reader.connectionId)?.sink.drop(); // the browser reconnected before the server noticed the broken stream
    byConnection.set(reader.connectionId, reader);
  }
  readers.add(reader);
  startReader(reader, log.head(), after);
  settle(reader);
}

function beat({ now, readers, live, log, pages, fanOut, settle, presence }: Parts): void {
  if (!log.isOpen()) return;
  presence.beat();
  pages.prune();
  const { lastSeq } = log.head();
  const safeSeq = fanOut.safeSeq();
  const sent = {
    all: frameMessage(cursorAt(log.head()), []),
    topics: frameMessage(cursorAt({ ...log.head(), lastSeq: safeSeq }), []),
  };
  for (const reader of readers) {
    // Before: the clock was set back.
    if (Math.abs(now().getTime() - reader.checkedAt) > RECHECK_MS) reader.isStale = true;
    if (live.has(reader) && reader.topics === null) sendTo(reader, lastSeq, sent.all);
    else if (live.has(reader)) sendTo(reader, safeSeq, sent.topics);
    if (reader.isStale || reader.sink.pendingBytes > 0) settle(reader);
    else reader.sink.write(PING);
  }
}

function repeatAnswer(parts: Parts, reader: Reader, { revision }: TopicsChange): void {
  const { live, log, fanOut, presence } = parts;
  presence.sendInitialState(reader); // the request may come from another tab
  const seq = live.has(reader) ? Math.max(reader.position, fanOut.safeSeq()) : reader.position;
  reader.revision = revision;
  reader.sink.write(publishMessage(cursorAt({ ...log.head(), lastSeq: seq }), { topics: revision }));
}
