import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { type Cursor, formatCursor, parseCursor } from "@/server/contract/event/cursor";
import { connectionId } from "@/server/contract/live/topics";
import type { Head } from "@/server/store/events/log/event-log";

/** A reader further behind than this fetches its lists again: cheaper for both than replaying. */
export const GAP_EVENTS_MAX = 5_000;

/** The input of a subscription. A proxy or an old link may send null. */
const inputSchema = z
  .object({
    json: z.object({ lastEventId: z.string().nullish(), connectionId: connectionId.nullish() }).nullish(),
  })
  .nullish();

export type StreamRequest = {
  /** The last cursor that the reader saw; null = none yet. */
  after: string | null;
  /** The id under which its topics will be changed; null = it wants everything it may see. */
  connectionId: string | null;
};

/**
 * Reads the request that opens a stream; null = invalid. The browser's own reconnect sends the last cursor in a
 * header and repeats its first URL, so the header is newer than the input. A link that reconnects by itself sends the
 * cursor in the input.
 */
export function readStreamRequest({
  headers,
  url = "",
}: Pick<IncomingMessage, "headers" | "url">): StreamRequest | null {
  const query = new URL(url, "http://local").searchParams;
  const input = parseInput(query.get("input"));
  if (!input.success) return null;
  const header = headers["last-event-id"];
  const after =
    (typeof header === "string" ? header : "") || input.data?.json?.lastEventId || query.get("lastEventId");
  return { after: after || null, connectionId: input.data?.json?.connectionId ?? null };
}

/** The log position of the cursor `text`; null when a reader cannot resume there and must fetch again. */
export function usablePosition(head: Head, text: string): number | null {
  const cursor: Cursor | null = parseCursor(text);
  if (!cursor || cursor.epoch !== head.epoch || cursor.seq > head.lastSeq) return null;
  const isTooFar = cursor.seq < head.oldestSeq - 1 || head.lastSeq - cursor.seq > GAP_EVENTS_MAX;
  return isTooFar ? null : cursor.seq;
}

export const cursorAt = (head: Head): string => formatCursor({ epoch: head.epoch, seq: head.lastSeq });

function parseInput(text: string | null): z.ZodSafeParseResult<z.infer<typeof inputSchema>> {
  if (!text) return inputSchema.safeParse(null);
  try {
    return inputSchema.safeParse(JSON.parse(text));
  } catch {
    return inputSchema.safeParse("not JSON");
  }
}
