import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { DeletionDto, TombstoneDto, TrashQuery } from "@/server/contract/deletion/deletion";
import { formatPosition, parsePosition } from "@/server/contract/event/cursor";
import { DELETION_MAX } from "@/server/domain/deletion/deletion";
import { defined } from "@/server/lib/defined";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Db } from "@/server/store/_postgres/db";
import { readAcknowledgements, readAcknowledgementsOf } from "@/server/store/deletions/deletion-acks";
import { findDeletion, pageDeletions, toDeletionDto } from "@/server/store/deletions/deletions";
import { listTombstones, readTombstoneHead } from "@/server/store/deletions/tombstones";
import { sourceOf } from "./list-source";

export type TombstonePage = { data: TombstoneDto[]; nextCursor: string; hasMore: boolean };

/**
 * Tombstones after a position (absent: from the beginning), in order, of the inboxes that the caller may see.
 * They are kept permanently: a consumer that was away longer than the log's retention learns here what to delete. Refuses
 * `cursor.gone` with the cursor of the beginning when the position is beyond the last one or of another epoch of the log:
 * a restore removed tombstones that were sent, and others take their numbers.
 */
export async function listDeletions(
  db: Db,
  caller: Caller,
  { after, limit }: { after: string | null; limit: number },
): Promise<TombstonePage> {
  const head = await readTombstoneHead(db, caller.accountId);
  if (!head) throw new Refusal("account.not_found");
  const start = after ? resolvePosition(head, after) : 0;
  const inboxIds = caller.inboxIds === "all" ? null : caller.inboxIds;
  const found = await listTombstones(db, caller.accountId, { after: start, inboxIds, limit: limit + 1 });
  const page = found.slice(0, limit);
  return {
    data: page.map(({ tombstone }) => tombstone),
    nextCursor: formatPosition([head.epoch, page.at(-1)?.number ?? start]),
    hasMore: found.length > limit,
  };
}

/** The number in a cursor. */
function resolvePosition(head: { epoch: string; lastNumber: number }, after: string): number {
  const position = parsePosition(after, ["epoch", "number"]);
  if (!position) throw new Refusal("cursor.invalid", { field: "after" });
  const [epoch, number] = position;
  if (epoch !== head.epoch || Number(number) > head.lastNumber)
    throw new Refusal("cursor.gone", { field: "after", detail: formatPosition([head.epoch, 0]) });
  return Number(number);
}

/** A deletion's progress, with who has confirmed the deletion of their copy and who has not. Administrators only. */
export async function getDeletion(
  db: Db,
  caller: Caller,
  { operationId }: { operationId: string },
): Promise<DeletionDto> {
  administratorsOnly(caller);
  const row = await findDeletion(db, caller.accountId, operationId);
  if (!row) throw new Refusal("deletion.not_found");
  return toDeletionDto(row, await readAcknowledgements(db, caller.accountId, row));
}

/**
 * The permanent deletions of the account, newest first, each with who has confirmed the deletion of their copy and who has
 * not. Administrators only.
 */
export async function listPastDeletions(
  db: Db,
  caller: Caller,
  { cursor, limit }: { cursor?: string | null | undefined; limit: number },
): Promise<Page<DeletionDto>> {
  administratorsOnly(caller);
  const { accountId } = caller;
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  const found = await pageDeletions(db, accountId, {
    before: before === null ? null : Number(before),
    limit: limit + 1,
  });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const of = await readAcknowledgementsOf(
    db,
    accountId,
    rows.map(({ id }) => id),
  );
  return {
    data: rows.map((row) => toDeletionDto(row, of(row.id))),
    nextCursor: found.length > limit && last ? formatPosition([last.id]) : null,
    asOf: await readAsOf(db, accountId),
  };
}

/** The conversations of a list that are in the trash, in its order: as many as one deletion takes, and whether there are more. */
export async function findInTrash(
  db: Db,
  caller: Caller,
  query: TrashQuery,
): Promise<{ ids: number[]; hasMore: boolean }> {
  const filter = { ...defined(query), lifecycle: "trashed" as const };
  const { sql, values } = sourceOf(caller, filter, { limit: DELETION_MAX + 1 });
  const rows = await db.query<{ id: number }>(`select found.id from ${sql} as found`, values);
  return { ids: rows.slice(0, DELETION_MAX).map(({ id }) => id), hasMore: rows.length > DELETION_MAX };
}
