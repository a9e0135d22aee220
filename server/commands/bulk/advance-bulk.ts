import { setImmediate as breathe } from "node:timers/promises";
import { RowCrowded } from "@/server/commands/_run/turns";
import { currentCaller } from "@/server/commands/_steps/current-caller";
import { type BulkChange, linesOf, prepareChange } from "@/server/commands/bulk/_steps/bulk-change";
import { type ClaimedItems, endBulk, purgeItems, takeItems } from "@/server/commands/bulk/_steps/end-bulk";
import { PURGE_CHUNK } from "@/server/commands/deletions/_steps/purge-chunk";
import { isRefusal, Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { BULK_ATOMIC_MAX } from "@/server/contract/conversation/bulk";
import { signalAfterTurn } from "@/server/domain/bulk/bulk";
import { isAdministrative } from "@/server/domain/member/role";
import { outageOf } from "@/server/lib/is-away";
import { sqlState } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { endItems, type ItemEnd, listPending, type PendingItem } from "@/server/store/bulk/bulk-items";
import { type BulkRow, takeBulk } from "@/server/store/bulk/bulk-operations";
import { saveBulk } from "@/server/store/bulk/save-bulk";
import { batchItem } from "@/server/store/events/batch/batch";
import { runBatch } from "@/server/store/events/batch/run-batch";
import { sendAhead, type Tx } from "@/server/store/events/tx";

/** Conversations changed in one transaction. Their locks are held for milliseconds only, so that ticks need not wait long. */
export const BULK_CHUNK = 200;

/** Fewer of an action that takes longer. */
const CHUNKS: Partial<Record<BulkRow["action"], number>> = { purge: PURGE_CHUNK, macro: 20 };

/** Items after which a turn yields to the event loop; they take some milliseconds. */
const YIELD_AFTER = 100;

/** Rolls back an atomic operation because of the refusal of one conversation. */
class ItemRefused extends Refusal {
  readonly ordinal: number;

  constructor(code: RefusalCode, ordinal: number) {
    super(code);
    this.ordinal = ordinal;
  }
}

/** The conversation whose refusal ended a turn, or null. */
export const refusedItem = (error: unknown): { code: RefusalCode; ordinal: number } | null =>
  isRefusal(error) && "ordinal" in error ? { code: error.refusal, ordinal: Number(error.ordinal) } : null;

/**
 * Changes the next conversations of a bulk operation, on behalf of its requester and with their current rights. Saves the
 * progress in the same transaction. Null when it has ended or another process executes it.
 */
export async function advanceBulk(
  turn: Tx,
  { bulkId }: { bulkId: number },
): Promise<{ hasEnded: boolean } | null> {
  const bulk = await takeBulk(turn, bulkId);
  if (!bulk) return null;
  const requester = await currentCaller(turn, { ...bulk, actor: bulk.requestedBy });
  const tx = turn.as(requester ?? { ...turn.caller, actor: bulk.requestedBy }, bulk.operationId);
  if (!requester) await endBulk(tx, bulk, { signal: "fail", errorCode: "member.deactivated" });
  else if (bulk.action === "purge" && !isAdministrative(requester))
    await endBulk(tx, bulk, { signal: "fail", errorCode: "auth.forbidden" });
  else if (tx.now >= bulk.deadlineAt) await endBulk(tx, bulk, { signal: "timeOut" });
  else return { hasEnded: await doNext(tx, bulk) };
  return { hasEnded: true };
}

async function doNext(tx: Tx, bulk: BulkRow): Promise<boolean> {
  const limit = bulk.mode === "atomic" ? BULK_ATOMIC_MAX : (CHUNKS[bulk.action] ?? BULK_CHUNK);
  const items = await listPending(tx, bulk.id, { after: bulk.processed, limit });
  const isCareful = bulk.faults > 0 && bulk.mode === "best_effort";
  const ends = await (isCareful ? changeEach(tx, bulk, items) : changeAll(tx, bulk, items));
  if (ends.length > 0) sendAhead(tx, endItems(tx, bulk.id, ends));

  const counts = countEnds(bulk, ends);
  const signal = signalAfterTurn({ ...counts, total: bulk.total });
  if (signal === null) saveBulk(tx, bulk, { ...counts, faults: 0 }, "bulk.progress");
  else await endBulk(tx, bulk, { signal, counts });
  return signal !== null;
}

async function changeAll(tx: Tx, bulk: BulkRow, items: readonly PendingItem[]): Promise<ItemEnd[]> {
  if (bulk.action === "purge") return purgeItems(tx, bulk, items);
  const { items: taken, byId } = await takeItems(tx, bulk, items);
  const rows = [...byId.values()];
  if (bulk.action === "macro") return runOnEach(tx, { bulk, taken, byId });
  return runBatch(tx, linesOf(bulk) * rows.length, async () => {
    const change = await prepareChange(tx, bulk, rows);
    const ends: ItemEnd[] = [];
    for (const item of taken) {
      if (ends.length % YIELD_AFTER === YIELD_AFTER - 1) await breathe();
      const before = byId.get(item.conversationId ?? 0);
      const end = await endOf(item, before, (row) => batchItem(tx, row.id, () => change(row)));
      if (end.state === "failed" && bulk.mode === "atomic") throw new ItemRefused(end.code, end.ordinal);
      ends.push(end);
    }
    return ends;
  });
}

/** Runs a macro: its messages cannot be written in a batch, so each conversation has a savepoint. */
async function runOnEach(
  tx: Tx,
  { bulk, taken, byId }: { bulk: BulkRow; taken: readonly PendingItem[]; byId: ClaimedItems["byId"] },
): Promise<ItemEnd[]> {
  const change = await prepareChange(tx, bulk, []);
  const ends: ItemEnd[] = [];
  for (const item of taken) {
    const before = byId.get(item.conversationId ?? 0);
    const end = await endOf(item, before, (row) => tx.savepoint(() => change(row)));
    if (end.state === "failed" && bulk.mode === "atomic") throw new ItemRefused(end.code, end.ordinal);
    ends.push(end);
  }
  return ends;
}

/** After an internal error in a turn: changes items one by one, so that only the one that causes the error fails. */
async function changeEach(tx: Tx, bulk: BulkRow, items: readonly PendingItem[]): Promise<ItemEnd[]> {
  const ends: ItemEnd[] = [];
  for (const item of items) {
    const end = await tx
      .savepoint(() => changeAll(tx, bulk, [item]))
      .catch((error: unknown): ItemEnd[] => {
        const isRetried = ["40001", "40P01"].includes(sqlState(error) ?? "") || error instanceof RowCrowded;
        if (isRetried || outageOf(error)) throw error; // it is not the item's fault: the turn is run again
        return [{ ordinal: item.ordinal, state: "failed", code: "internal" }];
      });
    ends.push(...end);
  }
  return ends;
}

type Failed = { ordinal: number; state: "failed"; code: RefusalCode };
type Done = { ordinal: number; state: "succeeded" | "unchanged"; code: null };

async function endOf(
  { ordinal }: PendingItem,
  before: ConversationRow | undefined,
  change: BulkChange,
): Promise<Failed | Done> {
  if (!before) return { ordinal, state: "failed", code: "conversation.not_found" };
  try {
    const after = await change(before);
    return { ordinal, state: after === before ? "unchanged" : "succeeded", code: null };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ordinal, state: "failed", code: error.refusal };
  }
}

function countEnds(bulk: BulkRow, ends: readonly ItemEnd[]) {
  const failures = { ...bulk.failures };
  for (const { code } of ends) if (code !== null) failures[code] = (failures[code] ?? 0) + 1;
  const many = (state: ItemEnd["state"]) => ends.filter((end) => end.state === state).length;
  return {
    processed: bulk.processed + ends.length,
    succeeded: bulk.succeeded + many("succeeded"),
    unchanged: bulk.unchanged + many("unchanged"),
    failed: bulk.failed + many("failed"),
    failures,
  };
}
