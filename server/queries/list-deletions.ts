import type { Caller } from "@/server/contract/caller";
import { formatPosition, parsePosition } from "@/server/contract/cursor";
import type { TombstoneDto } from "@/server/contract/deletion";
import { Refusal } from "@/server/contract/refusal";
import type { Db } from "@/server/store/db";
import { listTombstones } from "@/server/store/tombstones";

export type TombstonePage = { data: TombstoneDto[]; nextCursor: string; hasMore: boolean };

/**
 * What is gone for ever after a place (absent: from the beginning), in order, of the inboxes that the caller may see.
 * They are kept for good: whoever was away longer than the log reaches finds here what to delete.
 */
export async function listDeletions(
  db: Db,
  caller: Caller,
  { after, limit }: { after: string | null; limit: number },
): Promise<TombstonePage> {
  const position = after ? parsePosition(after, ["number"]) : [0];
  if (!position) throw new Refusal("cursor.invalid", { field: "after" });
  const start = Number(position[0]);
  const inboxIds = caller.inboxIds === "all" ? null : caller.inboxIds;
  const found = await listTombstones(db, caller.accountId, { after: start, inboxIds, limit: limit + 1 });
  const page = found.slice(0, limit);
  return {
    data: page.map(({ tombstone }) => tombstone),
    nextCursor: formatPosition([page.at(-1)?.number ?? start]),
    hasMore: found.length > limit,
  };
}
