import { LRUCache } from "lru-cache";
import type { Caller } from "@/server/contract/_shared/caller";
import { SOCKET_NOTED_SECONDS } from "@/server/domain/inbox/reply-takers";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";
import type { Db } from "@/server/store/_postgres/db";
import { markTokenRead, USED_MINUTES } from "@/server/store/credentials/find-token";
import type { LogFilter } from "@/server/store/events/log/event-log";
import { markInboxSocket } from "@/server/store/inboxes/reply-takers";

type Note = { key: string; everyMs: number; now: Date; write: () => Promise<void> };

/** Writes a note of a process at most once in `everyMs`, in the background: the reader neither waits for it nor fails with it. */
function noteInBackground(db: Db, { key, everyMs, now, write }: Note): void {
  const all = shared("notes of readers", () => new WeakMap<Db, LRUCache<string, number>>());
  const written = all.get(db) ?? new LRUCache<string, number>({ max: 10_000 });
  all.set(db, written);
  if (now.getTime() - (written.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
  written.set(key, now.getTime());
  write().catch((error: unknown) =>
    log.warn({ reason: reasonOf(error), key }, "a note of a reader was not kept"),
  );
}

type Reading = Pick<LogFilter, "types" | "conversationId"> & {
  /** It waits for events: a stream, or a long poll. */
  isWaiting?: boolean;
  now: Date;
};

/**
 * Records that a token reads the event log, if what it reads includes the messages to send, and that it is connected, if it
 * waits and asks for them by name. Called with every page.
 */
export function recordEventsRead(
  db: Db,
  { accountId, tokenId }: Pick<Caller, "accountId" | "tokenId">,
  { types, conversationId, isWaiting = false, now }: Reading,
): void {
  if (tokenId === null || conversationId !== undefined) return;
  if (types && !types.includes("message.send_requested")) return;
  const use = { accountId, tokenId, now };
  const everyMs = USED_MINUTES * 60_000;
  noteInBackground(db, {
    key: `read ${tokenId}`,
    everyMs,
    now,
    write: () => markTokenRead(db, "events_read_at", use),
  });
  if (types && isWaiting)
    noteInBackground(db, {
      key: `streamed ${tokenId}`,
      everyMs: SOCKET_NOTED_SECONDS * 1_000,
      now,
      write: () => markTokenRead(db, "requests_streamed_at", use),
    });
}

/** Records that a customer's app is connected to an inbox. Called when it connects, and for as long as it is. */
export const recordInboxSocket = (db: Db, at: { accountId: number; inboxId: number; now: Date }): void =>
  noteInBackground(db, {
    key: `socket ${at.inboxId}`,
    everyMs: SOCKET_NOTED_SECONDS * 1_000,
    now: at.now,
    write: () => markInboxSocket(db, at),
  });
