import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatCursor, parseCursor } from "@/server/contract/event/cursor";
import type { Event } from "@/server/contract/event/event";
import type { Db } from "@/server/store/_postgres/db";
import {
  type Head,
  type LogFilter,
  readHead,
  readLog,
  readLogPart,
  toEvent,
} from "@/server/store/events/log/event-log";

export type EventPage = { data: Event[]; nextCursor: string; hasMore: boolean };

/** `after`: a cursor; null = from the beginning. */
export type ListEvents = LogFilter & { after: string | null; limit: number };

/** The maximum of events read per page for a filter by type that matches few: the page may be empty. */
const SCANNED_MAX = 5_000;

/**
 * The account's log after a cursor. `nextCursor` is the last event considered, visible to the caller or not: an
 * administrator reads a dense log, an agent a filtered one. Refuses `cursor.gone` with the oldest cursor when its position is
 * pruned, beyond the head or of another epoch.
 */
export async function listEvents(db: Db, caller: Caller, input: ListEvents): Promise<EventPage> {
  const head = await readHead(db, caller.accountId);
  if (!head) throw new Refusal("account.not_found");
  const { after, limit, types, conversationId } = input;
  const start = after === null || after === "" ? head.oldestSeq - 1 : resolveCursor(head, after);
  const isFiltered = types !== undefined || conversationId !== undefined;
  const { rows, end, hasMore } = await (isFiltered ? readPart : readAll)(db, caller, {
    ...input,
    head,
    start,
  });
  return {
    data: rows
      .slice(0, limit)
      .filter((row) => maySee(caller, row))
      .map(toEvent),
    nextCursor: formatCursor({ epoch: head.epoch, seq: end }),
    hasMore,
  };
}

type LogRange = Omit<ListEvents, "after"> & { head: Head; start: number };

async function readAll(db: Db, { accountId }: Caller, { start, limit }: LogRange) {
  const rows = await readLog(db, accountId, { after: start, limit: limit + 1 });
  return { rows, end: rows.at(Math.min(rows.length, limit) - 1)?.seq ?? start, hasMore: rows.length > limit };
}

/** The events of one conversation have an index; other filters scan the next `SCANNED_MAX` events. */
async function readPart(db: Db, { accountId }: Caller, { head, start, limit, ...filter }: LogRange) {
  const isIndexed = filter.conversationId !== undefined;
  const upTo = isIndexed ? head.lastSeq : Math.min(head.lastSeq, start + SCANNED_MAX);
  const rows = await readLogPart(db, accountId, { ...filter, after: start, upTo, limit: limit + 1 });
  const end = rows.length > limit ? (rows[limit - 1]?.seq ?? start) : upTo;
  return { rows, end, hasMore: end < head.lastSeq };
}

/** The seq in a cursor; refuses one that cannot be continued. */
export function resolveCursor(head: Head, text: string): number {
  const cursor = parseCursor(text);
  if (!cursor) throw new Refusal("cursor.invalid", { field: "after" });
  const oldest = formatCursor({ epoch: head.epoch, seq: head.oldestSeq - 1 });
  const isUsable =
    cursor.epoch === head.epoch && cursor.seq <= head.lastSeq && cursor.seq >= head.oldestSeq - 1;
  if (!isUsable) throw new Refusal("cursor.gone", { field: "after", detail: oldest });
  return cursor.seq;
}
