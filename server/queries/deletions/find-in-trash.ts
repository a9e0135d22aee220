import type { Caller } from "@/server/contract/_shared/caller";
import type { TrashQuery } from "@/server/contract/deletion/deletion";
import { DELETION_MAX } from "@/server/domain/deletion/deletion";
import { defined } from "@/server/lib/defined";
import { sourceOf } from "@/server/queries/conversations/list-source";
import type { Db } from "@/server/store/_postgres/db";

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
