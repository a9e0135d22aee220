import {
  BULK_ATOMIC_MAX,
  BULK_ITEMS_MAX,
  type BulkAction,
  type BulkOperationDto,
} from "@/server/contract/bulk";
import { Refusal } from "@/server/contract/refusal";
import { findTargets, insertItems, listChangedBy, type Target } from "@/server/store/bulk-items";
import { insertBulk, lockBulk, toBulkDto } from "@/server/store/bulk-operations";
import type { Tx } from "@/server/store/tx";

/** Which conversations: named, or found already by a question. */
export type BulkTarget =
  | { ids: readonly number[] }
  | { displayIds: readonly number[] }
  | { found: readonly Target[] };

/** `target`: none of `undo`, which is of those that the other operation changed. */
export type StartBulk = {
  change: BulkAction;
  target: BulkTarget | null;
  mode: BulkOperationDto["mode"];
  timeoutS: number;
};

/** Accepts a change of many conversations, and freezes which; the worker does it. */
export async function startBulk(
  tx: Tx,
  { change, target, mode, timeoutS }: StartBulk,
): Promise<BulkOperationDto> {
  const targets = await targetsOf(tx, change, target);
  const most = mode === "atomic" ? BULK_ATOMIC_MAX : BULK_ITEMS_MAX;
  if (targets.length > most)
    throw new Refusal("bulk_operation.too_many", { field: "target", detail: `at most ${most}` });
  const bulk = await insertBulk(tx, { ...change, mode, timeoutS, total: targets.length });
  if (targets.length > 0) await insertItems(tx, bulk.id, targets);
  return toBulkDto(bulk);
}

async function targetsOf(tx: Tx, change: BulkAction, target: BulkTarget | null): Promise<readonly Target[]> {
  if (change.action === "undo") {
    const undone = await lockBulk(tx, change.params.bulkOperationId);
    if (!undone) throw new Refusal("bulk_operation.not_found", { field: "params.bulkOperationId" });
    return listChangedBy(tx, undone.id);
  }
  if (target === null) throw new Refusal("input.invalid", { field: "target" });
  if ("found" in target) return target.found;
  return "ids" in target
    ? findTargets(tx, "conversationId", [...new Set(target.ids)])
    : findTargets(tx, "displayId", [...new Set(target.displayIds)]);
}
