import { Refusal } from "@/server/contract/_shared/refusal";
import { formatCursor, formatPosition, parsePosition } from "@/server/contract/event/cursor";
import { JsonText } from "@/server/lib/json-text";
import type { Db } from "@/server/store/_postgres/db";
import { readHead } from "@/server/store/events/log/event-log";

/** A page of a keyset list. `nextCursor` is null at the end; `asOf` is the log's cursor of the page's snapshot. */
export type Page<T> = { data: T[]; nextCursor: string | null; asOf: string };

/** The cursor's position in a list, or null at its start; refuses `cursor.invalid`. */
export function positionOf(
  cursor: string | null | undefined,
  kinds: readonly ("string" | "number")[],
): (string | number)[] | null {
  if (cursor == null || cursor === "") return null;
  const position = parsePosition(cursor, kinds);
  if (!position) throw new Refusal("cursor.invalid", { field: "cursor" });
  return position;
}

/** The id after which a list by ids goes on, or null at its start; refuses `cursor.invalid`. */
export function idOf(cursor: string | null | undefined): number | null {
  const [id] = positionOf(cursor, ["number"]) ?? [];
  return id === undefined ? null : Number(id);
}

/** A page of a list by ids. `found` has one row more than `limit` where the list goes on. */
export function pageById<T extends { id: number }>(
  found: readonly T[],
  limit: number,
  asOf: string,
): Page<T> {
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: found.length > limit && last ? formatPosition([last.id]) : null, asOf };
}

/** The log's cursor in this snapshot. */
export const readAsOf = async (db: Db, accountId: number): Promise<string> =>
  asOfHead(await readHead(db, accountId));

/** The cursor of the log's head, as a list's own statement has read it. Refuses `account.not_found`: there is none. */
export function asOfHead(head: { epoch: string; lastSeq: number } | null): string {
  if (!head) throw new Refusal("account.not_found");
  return formatCursor({ epoch: head.epoch, seq: head.lastSeq });
}

/** A page as JSON: of rows that are JSON already. */
export const pageText = <T>(page: Page<JsonText<T>>): JsonText<Page<T>> => {
  const { data, ...rest } = page;
  return new JsonText(`{"data":[${data.map(({ text }) => text).join(",")}],${JSON.stringify(rest).slice(1)}`);
};

/** The maximum of rows for lists paged by number (dialects); other lists page by cursor. */
export const PAGED_ROWS_MAX = 10_000;
