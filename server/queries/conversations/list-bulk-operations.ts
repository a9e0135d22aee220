import type { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  BULK_ITEMS_MAX,
  type BulkItemDto,
  type BulkItemState,
  type BulkOperationDto,
  type BulkRequest,
  type bulkTarget,
  mayManageBulk,
} from "@/server/contract/conversation/bulk";
import { formatPosition } from "@/server/contract/event/cursor";
import type { BulkState } from "@/server/domain/bulk/bulk";
import { defined } from "@/server/lib/defined";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Db } from "@/server/store/_postgres/db";
import { listItems, type Target } from "@/server/store/bulk/bulk-items";
import { findBulk, findUndoings, listBulks, toBulkDto } from "@/server/store/bulk/bulk-operations";
import { type ConversationFilter, sourceOf } from "./list-source";

/** An account's bulk operations of the last 30 days, newest first. */
export async function listBulkOperations(
  db: Db,
  caller: Caller,
  { state, cursor, limit }: { state?: BulkState | null; cursor?: string | null; limit: number },
): Promise<Page<BulkOperationDto>> {
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  const rows = await listBulks(db, caller.accountId, {
    state: state ?? null,
    before: before === null ? null : Number(before),
    limit: limit + 1,
  });
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    data: rows.slice(0, limit).map(toBulkDto),
    nextCursor: last ? formatPosition([last.id]) : null,
    asOf: await readAsOf(db, caller.accountId),
  };
}

/** A bulk operation of the past, and the last operation that undid it. */
type PastBulkOperation = BulkOperationDto & { undoing: { state: BulkState; succeeded: number } | null };

/** An account's bulk operations of the last 30 days, newest first, undone or not. Administrators only. */
export async function listPastOperations(
  db: Db,
  caller: Caller,
  request: { cursor?: string | null | undefined; limit: number },
): Promise<Page<PastBulkOperation>> {
  administratorsOnly(caller);
  const page = await listBulkOperations(db, caller, { ...request, cursor: request.cursor ?? null });
  const undoings = await findUndoings(
    db,
    caller.accountId,
    page.data.map(({ id }) => id),
  );
  return { ...page, data: page.data.map((bulk) => ({ ...bulk, undoing: undoings.get(bulk.id) ?? null })) };
}

/** One bulk operation, with its progress or its result. */
export async function getBulkOperation(db: Db, caller: Caller, bulkId: number): Promise<BulkOperationDto> {
  const bulk = await findBulk(db, caller.accountId, bulkId);
  if (!bulk) throw new Refusal("bulk_operation.not_found");
  return toBulkDto(bulk);
}

/** The result of each of its conversations, in order; for its initiator, and for administrators. */
export async function listBulkItems(
  db: Db,
  caller: Caller,
  input: { bulkId: number; state?: BulkItemState | null; cursor?: string | null; limit: number },
): Promise<Page<BulkItemDto>> {
  const bulk = await findBulk(db, caller.accountId, input.bulkId);
  if (!bulk || !mayManageBulk(caller, bulk)) throw new Refusal("bulk_operation.not_found");
  const [after] = positionOf(input.cursor, ["number"]) ?? [0];
  const rows = await listItems(db, caller, {
    bulkId: bulk.id,
    state: input.state ?? null,
    after: Number(after),
    limit: input.limit + 1,
  });
  const last = rows.length > input.limit ? rows[input.limit - 1] : undefined;
  return {
    data: rows.slice(0, input.limit),
    nextCursor: last ? formatPosition([last.ordinal]) : null,
    asOf: await readAsOf(db, caller.accountId),
  };
}

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
