import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatPosition } from "@/server/contract/event/cursor";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { digestEvents, type Head, readHead, stampedAtOf } from "@/server/store/events/log/event-log";

const HOUR_MS = 3_600_000;
/** The maximum of hours per page. */
const HOURS_MAX = 24;

export type DigestLog = { from: Date; to: Date; cursor?: string | null };
/** `hash`: SHA-256, in hex, of the lines `seq id type hash` in order of seq, each with its line feed. */
export type DigestEntry = { hour: string; type: string; count: number; hash: string };

/**
 * Count and hash of the events stamped in each hour from `from` and before `to` (both whole hours), by type: a consumer with
 * a copy of the log finds differences without reading it again. Leaves out hours without events, and those that the log
 * no longer has in full. Administrators only: an agent's log has gaps.
 */
export function digestLog(
  database: Database,
  caller: Caller,
  { from, to, cursor }: DigestLog,
): Promise<Page<DigestEntry>> {
  administratorsOnly(caller);
  const [position] = positionOf(cursor, ["string"]) ?? [];
  const start = position === undefined ? from : new Date(String(position));
  const end = new Date(Math.min(to.getTime(), start.getTime() + HOURS_MAX * HOUR_MS));
  return atReplica(database).snapshot(async (db) => {
    const head = await readHead(db, caller.accountId);
    if (!head) throw new Refusal("account.not_found");
    const seqAt = (at: Date) => findSeq(db, caller.accountId, head, at);
    const found = await digestEvents(db, {
      accountId: caller.accountId,
      from: await seqAt(start),
      to: await seqAt(end),
    });
    return {
      data: found.map(({ hour, ...entry }) => ({ hour: hour.toISOString(), ...entry })),
      nextCursor: end < to ? formatPosition([end.toISOString()]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/** The first seq stamped at or after an instant, by bisection: stamping times never decrease with seq. */
async function findSeq(db: Db, accountId: number, head: Head, at: Date): Promise<number> {
  let [low, high] = [head.oldestSeq, head.lastSeq + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const stampedAt = await stampedAtOf(db, accountId, middle);
    if (stampedAt !== null && stampedAt < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
