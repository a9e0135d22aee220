import type { Reader } from "@/server/live/hub/reader";
import { publishMessage } from "@/server/live/wire/wire";
import { readOwnMarks } from "@/server/queries/conversations/read-counters";
import type { NotificationFeedOptions } from "./notification-feed";

type MarkFeedOptions = NotificationFeedOptions & { accountId: number };

/** Sends a member's own seen marks to their streams, and to nobody else's. */
export type MarkFeed = {
  /** Handles that a member has read these conversations, or marked them as unread. */
  remark(userId: number, conversationIds: readonly number[]): void;
  /** Handles that a reader is at the log's head: sends what changed while it was not. */
  sendInitialState(reader: Reader): void;
};

export function createMarkFeed({
  accountId,
  database,
  onError,
  readers,
  live,
  cursor,
  write,
}: MarkFeedOptions): MarkFeed {
  /** What readers missed that were not at the log's head. */
  const missed = new WeakMap<Reader, Set<number>>();

  async function send(userId: number, ids: readonly number[], to: readonly Reader[]): Promise<void> {
    const seen = [...(await readOwnMarks(database, { accountId, userId }, ids)).values()];
    if (seen.length === 0) return;
    const message = publishMessage(cursor(), { seen });
    for (const reader of to) {
      if (live.has(reader)) write(reader, message);
      else missed.set(reader, new Set([...(missed.get(reader) ?? []), ...ids]));
    }
  }

  return {
    remark(userId, conversationIds) {
      const own = [...readers].filter((reader) => reader.caller.userId === userId && reader.topics !== null);
      if (own.length > 0) send(userId, conversationIds, own).catch(onError);
    },
    sendInitialState(reader) {
      const ids = missed.get(reader);
      if (!ids || reader.caller.userId === null) return;
      missed.delete(reader);
      send(reader.caller.userId, [...ids], [reader]).catch(onError);
    },
  };
}
