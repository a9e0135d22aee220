import type { Caller } from "@/server/contract/_shared/caller";
import type { DeletionDto, TrashQuery } from "@/server/contract/deletion/deletion";
import { formatPosition } from "@/server/contract/event/cursor";
import { DELETION_MAX } from "@/server/domain/deletion/deletion";
import { defined } from "@/server/lib/defined";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import { sourceOf } from "@/server/queries/conversations/list-source";
import type { Db } from "@/server/store/_postgres/db";
import { readAcknowledgementsOf } from "@/server/store/deletions/deletion-acks";
import { pageDeletions, toDeletionDto } from "@/server/store/deletions/deletions";

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
