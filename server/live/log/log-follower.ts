import { coalesce } from "@/server/lib/async/semaphore";
import type { Database } from "@/server/store/_postgres/db";
import { type Head, type LogRow, readHead, readLog } from "@/server/store/events/log/event-log";
import { GAP_EVENTS_MAX } from "./log-pages";

/** Rows per read of the log. */
const PAGE_ROWS = 1_000;

export type FollowerOptions = {
  accountId: number;
  database: Database;
  /** The next rows of the log, each exactly once, in order; the head is before them. */
  onRows: (rows: readonly LogRow[]) => void;
  /** The log jumped: it has another epoch, or its head is too far ahead. */
  onJump: (head: Head) => void;
};

/** Follows one account's log, from rows that this process stamps and by reading those in between. */
export type LogFollower = {
  /** The position up to which rows were delivered. Throws before the first `pull`. */
  head(): Head;
  isOpen(): boolean;
  /** Moves the head without delivering rows; for `onRows`. */
  advance(seq: number): void;
  /** Reads the log after the head. */
  pull(): Promise<void>;
  /** Takes newly stamped rows; false when there is a gap before or among them that must be pulled. */
  accept(rows: readonly LogRow[]): boolean;
};

/** Creates a follower; its first pull starts at the log's head. */
export function createLogFollower({ accountId, database, onRows, onJump }: FollowerOptions): LogFollower {
  let head: Head | null = null;

  const jump = (found: Head) => {
    head = found;
    onJump(found);
  };

  function accept(rows: readonly LogRow[]): boolean {
    if (!head) return false;
    const { lastSeq } = head;
    const newRows = rows.filter(({ seq }) => seq > lastSeq);
    if (newRows.length === 0) return true;
    // Another process may have stamped what is between two rows that have waited together.
    if (newRows.some(({ seq }, nth) => seq !== lastSeq + 1 + nth)) return false;
    onRows(newRows);
    return true;
  }

  async function readOn(): Promise<void> {
    const found = await readHead(database, accountId);
    if (!found) throw new Error(`account ${accountId} has no log`);
    head ??= found;
    if (found.epoch !== head.epoch || found.lastSeq - head.lastSeq > GAP_EVENTS_MAX) return jump(found);
    head = { ...head, oldestSeq: found.oldestSeq };
    for (;;) {
      const rows = await readLog(database, accountId, { after: head.lastSeq, limit: PAGE_ROWS });
      if (!accept(rows)) return jump(found); // pruned while the feed was idle
      if (rows.length < PAGE_ROWS) return;
    }
  }

  return {
    head: () => opened(head),
    isOpen: () => head !== null,
    advance: (seq) => {
      head = { ...opened(head), lastSeq: seq };
    },
    pull: coalesce(readOn),
    accept,
  };
}

function opened(head: Head | null): Head {
  if (!head) throw new Error("the log's head was not read yet");
  return head;
}
