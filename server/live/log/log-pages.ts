import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { type Cursor, formatCursor, parseCursor } from "@/server/contract/event/cursor";
import { connectionId } from "@/server/contract/live/topics";
import type { Reader } from "@/server/live/hub/reader";
import { createRenderer } from "@/server/live/wire/frame-renderer";
import type { Database } from "@/server/store/_postgres/db";
import { type Head, type LogRow, readLog } from "@/server/store/events/log/event-log";

/** The maximum of events in a frame; about 300 kB. */
export const FRAME_EVENTS_MAX = 100;

/** The next events for a reader that catches up, and its rendered frame of them. */
export type Piece = { rows: readonly LogRow[]; render: (reader: Reader) => Buffer | null };

type Page = { upTo: number; rows: Promise<LogRow[]>; pieces: Map<string, Piece> };

/**
 * The log in pages of 100, each read once and each piece of it rendered once, however many readers catch up on it at the
 * same time.
 */
export type LogPages = {
  /** The events of the page after `position`, up to the head. */
  after(position: number, head: Head): Promise<Piece>;
  /** Evicts the pages that no reader requested since the last call. */
  prune(): void;
  clear(): void;
};

export function createLogPages(database: Database, accountId: number): LogPages {
  const pages = new Map<number, Page>();
  const requested = new Set<number>();

  function pageAt(index: number, head: Head): Page {
    const start = index * FRAME_EVENTS_MAX;
    const upTo = Math.min(head.lastSeq, start + FRAME_EVENTS_MAX);
    const known = pages.get(index);
    requested.add(index);
    if (known && known.upTo >= upTo) return known;
    const rows = readLog(database, accountId, { after: start, limit: FRAME_EVENTS_MAX });
    const page: Page = { upTo, rows, pieces: new Map() };
    pages.set(index, page);
    rows.catch(() => pages.get(index) === page && pages.delete(index)); // its waiters receive the error
    return page;
  }

  return {
    async after(position, head) {
      const page = pageAt(Math.floor(position / FRAME_EVENTS_MAX), head);
      const all = await page.rows;
      const rows = all.filter(({ seq }) => seq > position && seq <= head.lastSeq);
      const seq = rows.at(-1)?.seq ?? position;
      const key = `${head.epoch}:${position}:${seq}`;
      const known = page.pieces.get(key);
      if (known) return known;
      const piece = { rows, render: createRenderer(rows, { cursor: formatCursor({ ...head, seq }), seq }) };
      page.pieces.set(key, piece);
      return piece;
    },
    prune() {
      for (const index of pages.keys()) if (!requested.has(index)) pages.delete(index);
      requested.clear();
    },
    clear: () => pages.clear(),
  };
}

/** A reader further behind than this fetches its lists again: cheaper for both than replaying. */
export const GAP_EVENTS_MAX = 5_000;

/** The input of a subscription. A proxy or an old link may send null. */
const inputSchema = z
  .object({
    json: z
      .object({
        lastEventId: z.string().nullish(),
        connectionId: connectionId.nullish(),
        memberId: z.number().int().nullish(),
      })
      .nullish(),
  })
  .nullish();

export type StreamRequest = {
  /** The last cursor that the reader saw; null = none yet. */
  after: string | null;
  /** The id under which its topics will be changed; null = it wants everything it may see. */
  connectionId: string | null;
  /** The member whose page opens it; null = it does not name one. An `EventSource` has no header for that. */
  memberId: number | null;
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
  const { connectionId = null, memberId = null } = input.data?.json ?? {};
  return { after: after || null, connectionId, memberId };
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
