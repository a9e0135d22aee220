import { formatCursor } from "@/server/contract/event/cursor";
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
