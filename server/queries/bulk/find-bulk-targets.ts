import type { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import { BULK_ITEMS_MAX, type BulkRequest, type bulkTarget } from "@/server/contract/bulk/bulk";
import { defined } from "@/server/lib/defined";
import { type ConversationFilter, sourceOf } from "@/server/queries/conversations/list-source";
import type { Db } from "@/server/store/_postgres/db";
import type { Target } from "@/server/store/bulk/bulk-items";

type BulkTarget = z.infer<typeof bulkTarget>;
type Named = Exclude<BulkTarget, { query: unknown }>;

/** The conversations of a request: by id, by its query now, or by a prepared token; null for a request without a target. */
export async function findBulkTargets(
  db: Db,
  caller: Caller,
  request: BulkRequest,
): Promise<Named | { found: Target[] } | { token: string } | null> {
  if (request.action === "undo") return null;
  if (request.action === "purge") return { token: request.token };
  const { target } = request;
  return "query" in target ? { found: await findAll(db, caller, defined(target.query)) } : target;
}

/** All conversations of a list, in its order; one more than the maximum of a bulk operation if there are more. */
async function findAll(db: Db, caller: Caller, filter: ConversationFilter): Promise<Target[]> {
  const { sql, values } = sourceOf(caller, filter, { limit: BULK_ITEMS_MAX + 1 });
  const rows = await db.query<{ id: number }>(`select found.id from ${sql} as found`, values);
  return rows.map(({ id }) => ({ conversationId: id, displayId: null }));
}
