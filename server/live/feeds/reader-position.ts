import type { TopicsChange } from "@/server/contract/live/topics";
import { audienceOf, type Reader } from "@/server/live/hub/reader";
import { restartReader } from "@/server/live/hub/settle-reader";
import { cursorAt, usablePosition } from "@/server/live/log/position";
import { CONNECTED, frameMessage, publishMessage } from "@/server/live/wire/wire";
import type { Head } from "@/server/store/events/log/event-log";

/** The first messages of a stream. */
export function startReader(reader: Reader, head: Head, after: string | null): void {
  reader.sink.write(CONNECTED);
  const position = after === null ? head.lastSeq : usablePosition(head, after);
  if (position === null) restartReader(reader, head);
  else reader.position = reader.lastSent = position;
  if (after === null) reader.sink.write(frameMessage(cursorAt(head), []));
}

/** Gives a reader other topics, and the events since `after` in them, including those sent before. */
export function changeTopics(reader: Reader, head: Head, { topics, after, revision }: TopicsChange): void {
  const from = usablePosition(head, after);
  Object.assign(reader, { topics, revision, requestedAfter: after });
  reader.audience = audienceOf(reader);
  if (from === null) restartReader(reader, head);
  else reader.position = reader.lastSent = Math.min(reader.position, from);
  reader.sink.write(publishMessage(cursorAt({ ...head, lastSeq: reader.position }), { topics: revision }));
}

/** Whether the request repeats one that is in progress or done: a browser repeats it when the answer is slow. */
export const isRepeated = ({ topics, requestedAfter }: Reader, change: TopicsChange): boolean =>
  requestedAfter === change.after && JSON.stringify(topics) === JSON.stringify(change.topics);

/** Sends a message that only moves the cursor, once for each position. */
export function sendTo(reader: Reader, seq: number, bytes: Buffer): void {
  if (reader.lastSent === seq) return;
  reader.lastSent = seq;
  reader.sink.write(bytes);
}
