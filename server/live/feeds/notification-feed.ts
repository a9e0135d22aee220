import type { UnreadNotifications } from "@/server/contract/member/notification";
import { changedMember, changesRights, type Reader } from "@/server/live/hub/reader";
import { publishMessage } from "@/server/live/wire/wire";
import { readUnreadNotifications } from "@/server/queries/members/list-notifications";
import type { Database } from "@/server/store/_postgres/db";
import type { LogRow } from "@/server/store/events/log/event-log";
import { mayNotify, usersNotifiedBy } from "@/server/store/members/notifications";
import { eventOf } from "./list-steps";

/** The shortest interval between two frames for one member, in ms. */
const EVERY_MS = 250;
/** The wait after a failed read, in ms. */
const RETRY_MS = 2_000;

/** The types of events that notify administrators, or change what they were notified of. */
const TO_ADMINISTRATORS: ReadonlySet<LogRow["type"]> = new Set([
  "alert.opened",
  "alert.closed",
  "policy.changed",
]);

export type NotificationFeedOptions = {
  database: Database;
  onError: (error: unknown) => void;
  readers: ReadonlySet<Reader>;
  /** Readers that are at the log's head. */
  live: ReadonlySet<Reader>;
  cursor: () => string;
  write: (reader: Reader, message: Buffer) => void;
};

/** Sends members all their unread notifications whenever these may have changed. */
export type NotificationFeed = {
  /** Takes rows of the log that may have created notifications. */
  take(rows: readonly LogRow[]): void;
  /** Handles that a member has read notifications. */
  renotify(userId: number): void;
  /** Handles that a reader is at the log's head, perhaps for the first time. */
  sendInitialState(reader: Reader): void;
};

export function createNotificationFeed({
  database,
  onError,
  readers,
  live,
  cursor,
  write,
}: NotificationFeedOptions): NotificationFeed {
  /** Members whose notifications may have changed. */
  const dirty = new Set<number>();
  /** Readers that have the current notifications, or receive them with the next change. */
  const current = new WeakSet<Reader>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function schedule(ms: number): void {
    if (dirty.size === 0 || timer) return;
    timer = setTimeout(() => void sendThenWait(), ms).unref();
  }

  async function sendThenWait(): Promise<void> {
    const waitMs = await send().then(
      () => EVERY_MS,
      (error: unknown) => {
        onError(error);
        return RETRY_MS;
      },
    );
    timer = undefined;
    schedule(waitMs);
  }

  function mark(userId: number): void {
    dirty.add(userId);
    schedule(0);
  }

  async function send(): Promise<void> {
    const pending = new Set(dirty);
    dirty.clear();
    try {
      for (const userId of pending) await notifyMember(userId);
    } catch (error) {
      for (const userId of pending) dirty.add(userId);
      throw error;
    }
  }

  async function notifyMember(userId: number): Promise<void> {
    const own = [...readers].filter((reader) => reader.caller.userId === userId && reader.topics !== null);
    // The rights of the others may have changed: they are being read again.
    const first = own.find((reader) => live.has(reader));
    const message = first && render(await readUnreadNotifications(database, first.caller), cursor());
    for (const reader of own) {
      if (message && live.has(reader)) write(reader, message);
      else current.delete(reader); // sent when it has joined
    }
  }

  /** An alert and a change of a policy notify administrators. */
  function markAdministrators(accountId: number): void {
    for (const { caller } of readers)
      if (caller.accountId === accountId && caller.role === "administrator" && caller.userId !== null)
        mark(caller.userId);
  }

  const hasReader = (userId: number) => [...readers].some(({ caller }) => caller.userId === userId);
  return {
    take(rows) {
      for (const userId of rows.flatMap(memberWithOtherRights)) if (hasReader(userId)) mark(userId);
      for (const row of rows) {
        if (TO_ADMINISTRATORS.has(row.type)) markAdministrators(row.accountId);
        else if (mayNotify(row))
          for (const userId of usersNotifiedBy(eventOf(row))) if (hasReader(userId)) mark(userId);
      }
    },
    renotify: mark,
    sendInitialState(reader) {
      const { userId } = reader.caller;
      if (reader.revision === 0 || userId === null || current.has(reader)) return; // its screen has no topics yet
      current.add(reader);
      mark(userId);
    },
  };
}

/** The member who sees other inboxes or alerts from now on, and so other notifications. */
const memberWithOtherRights = (row: LogRow): number | [] =>
  changesRights(row) ? (changedMember(row) ?? []) : [];

const render = (notifications: UnreadNotifications, cursor: string): Buffer =>
  publishMessage(cursor, { notifications });
