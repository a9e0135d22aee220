import { type Caller, maySee } from "@/server/contract/caller";
import { formatCursor, parseCursor } from "@/server/contract/cursor";
import type { Event } from "@/server/contract/event";
import { Refusal } from "@/server/contract/refusal";
import type { Db } from "@/server/store/db";
import { type Head, readHead, readLog, toEvent } from "@/server/store/event-log";

export type EventPage = { data: Event[]; nextCursor: string; hasMore: boolean };

/**
 * The account's log after a cursor (absent: from the beginning). `nextCursor` is the last event considered, visible to
 * the caller or not: an administrator reads a dense log, an agent a filtered one. Refuses `cursor.gone` with the oldest
 * cursor when the place is pruned, beyond the head or of another epoch.
 */
export async function listEvents(
  db: Db,
  caller: Caller,
  { after, limit }: { after: string | null; limit: number },
): Promise<EventPage> {
  const head = await readHead(db, caller.accountId);
  if (!head) throw new Refusal("account.not_found");
  const start = after === null || after === "" ? head.oldestSeq - 1 : resolveCursor(head, after);
  const rows = await readLog(db, caller.accountId, { after: start, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    data: page.filter((row) => maySee(caller, row)).map(toEvent),
    nextCursor: formatCursor({ epoch: head.epoch, seq: page.at(-1)?.seq ?? start }),
    hasMore: rows.length > limit,
  };
}

/** The seq that a cursor stands at; refuses one that cannot be followed. */
export function resolveCursor(head: Head, text: string): number {
  const cursor = parseCursor(text);
  if (!cursor) throw new Refusal("cursor.invalid", { field: "after" });
  const oldest = formatCursor({ epoch: head.epoch, seq: head.oldestSeq - 1 });
  const isUsable =
    cursor.epoch === head.epoch && cursor.seq <= head.lastSeq && cursor.seq >= head.oldestSeq - 1;
  if (!isUsable) throw new Refusal("cursor.gone", { field: "after", detail: oldest });
  return cursor.seq;
}
