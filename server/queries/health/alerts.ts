import type { Caller } from "@/server/contract/_shared/caller";
import type { AlertDto, AlertState } from "@/server/contract/alert/alert";
import { formatPosition } from "@/server/contract/event/cursor";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { countOpen, listAlertRows, toAlertDto } from "@/server/store/alerts/alerts";

/** The parts of the list, in positions. */
const OPEN = 1;
const CLOSED = 0;

/**
 * An account's alerts: the open ones first, then those that were closed in the last 90 days, each part newest first.
 * Administrators only.
 */
export function listAlerts(
  database: Database,
  caller: Caller,
  { state, cursor, limit }: { state?: AlertState | null; cursor?: string | null; limit: number },
): Promise<Page<AlertDto>> {
  administratorsOnly(caller);
  const position = positionOf(cursor, ["number", "number"]);
  const after = position && { isOpen: position[0] === OPEN, id: Number(position[1]) };
  return database.snapshot(async (db) => {
    const rows = await listAlertRows(db, caller.accountId, { state: state ?? null, after, limit: limit + 1 });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      data: rows.slice(0, limit).map(toAlertDto),
      nextCursor: last ? formatPosition([last.closedAt === null ? OPEN : CLOSED, last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/** How many of an account's alerts are open. Administrators only. */
export function countOpenAlerts(db: Db, caller: Caller): Promise<number> {
  administratorsOnly(caller);
  return countOpen(db, caller.accountId);
}
