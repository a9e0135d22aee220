import type { Caller } from "@/server/contract/_shared/caller";
import type { DeletionDto } from "@/server/contract/deletion/deletion";
import { formatPosition } from "@/server/contract/event/cursor";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
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
