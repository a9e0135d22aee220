import type { TopicsChange } from "@/server/contract/live/topics";
import { audienceOf, type Reader } from "@/server/live/hub/reader";
import { restartReader } from "@/server/live/hub/settle-reader";
import { cursorAt, usablePosition } from "@/server/live/log/log-pages";
import { CONNECTED, frameMessage, publishMessage } from "@/server/live/wire/wire";
import { readOwnMarks } from "@/server/queries/conversations/read-counters";
import type { Head } from "@/server/store/events/log/event-log";
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

/** The first messages of a stream. */
export function startReader(reader: Reader, head: Head, after: string | null): void {
  reader.sink.write(CONNECTED);
  const position = after === null ? head.lastSeq : usablePosition(head, after);
  if (position === null) restartReader(reader, head);
  else reader.position = reader.lastSent = position;
  if (after === null) reader.sink.write(frameMessage(cursorAt(head), []));
}

/** Gives a reader other topics, and the events since `after` in them, including those sent before. */
export function changeTopics(
  reader: Reader,
  head: Head,
  { topics, after, revision, requestId }: TopicsChange,
): void {
  const from = usablePosition(head, after);
  Object.assign(reader, { topics, revision, requestId, requestedAfter: after });
  reader.audience = audienceOf(reader);
  if (from === null) restartReader(reader, head);
  else reader.position = reader.lastSent = Math.min(reader.position, from);
  reader.sink.write(publishMessage(cursorAt({ ...head, lastSeq: reader.position }), { topics: revision }));
}

/**
 * Whether the request repeats one that is in progress or done: a browser repeats it when the answer is slow. Another tab may want the
 * same as of the same cursor, and has not received what was sent since.
 */
export const isRepeated = ({ topics, requestedAfter, requestId }: Reader, change: TopicsChange): boolean =>
  requestedAfter === change.after &&
  requestId === change.requestId &&
  JSON.stringify(topics) === JSON.stringify(change.topics);

/** Sends a message that only moves the cursor, once for each position. */
export function sendTo(reader: Reader, seq: number, bytes: Buffer): void {
  if (reader.lastSent === seq) return;
  reader.lastSent = seq;
  reader.sink.write(bytes);
}
