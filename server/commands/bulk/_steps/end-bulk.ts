import { endDeletion, purgeChunk } from "@/server/commands/deletions/_steps/purge-chunk";
import { Refusal } from "@/server/contract/_shared/refusal";
import { BULK_ENDINGS, type BulkEnd, type BulkSignal, decideBulk } from "@/server/domain/bulk/bulk";
import { type DeletionSignal, nextDeletionState } from "@/server/domain/deletion/deletion";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { openAlert } from "@/server/store/alerts/alerts";
import { type ItemEnd, type PendingItem, swapItems } from "@/server/store/bulk/bulk-items";
import type { BulkRow } from "@/server/store/bulk/bulk-operations";
import { saveBulk } from "@/server/store/bulk/save-bulk";
import { lockConversations } from "@/server/store/conversations/conversations";
import { lockFree } from "@/server/store/conversations/lock-free";
import { dropAcks } from "@/server/store/deletions/deletion-acks";
import { saveDeletion } from "@/server/store/deletions/deletion-work";
import { lockDriven } from "@/server/store/deletions/deletions";
import { preloadEventContext } from "@/server/store/events/event-context";
import { sendAhead, type Tx } from "@/server/store/events/tx";
import { endOperation } from "@/server/store/idempotency/operations";

export type EndBulk = {
  signal: Exclude<BulkSignal, "resume">;
  errorCode?: string;
  counts?: Pick<BulkRow, "processed" | "succeeded" | "unchanged" | "failed" | "failures">;
};

/**
 * Ends a locked bulk operation and closes its operation; running out of time opens an alert. The events carry that
 * operation, not the caller's.
 */
export async function endBulk(
  ending: Tx,
  bulk: BulkRow,
  { signal, errorCode, counts }: EndBulk,
): Promise<BulkRow> {
  const tx = ending.as(ending.caller, bulk.operationId);
  const state = endAfter(bulk, signal);
  const outcome = BULK_ENDINGS[state];
  const ended = saveBulk(
    tx,
    bulk,
    { ...counts, state, errorCode: errorCode ?? outcome.errorCode, finishedAt: tx.now, faults: 0 },
    outcome.event,
  );
  if (state === "timed_out") {
    const { id, action: name, processed, total } = ended;
    const subject = { type: "bulk_operation", id, name } as const;
    await openAlert(tx, { kind: "bulk_timed_out", subject, facts: { processed, total } });
  }
  // Consumers confirm a deletion after its end event: the end is recorded as the deletion's.
  if (bulk.action === "purge") await endPurge(tx, bulk, state);
  else
    await endOperation(tx, {
      kind: "bulk",
      subjectId: ended.id,
      state: outcome.operation,
      requestedBy: ended.requestedBy,
      startedAt: ended.createdAt,
      error: ended.errorCode === null ? null : { code: ended.errorCode, detail: null },
    });
  return ended;
}

function endAfter(bulk: BulkRow, signal: EndBulk["signal"]): BulkEnd {
  const decision = decideBulk(bulk.state, signal);
  if ("refused" in decision) throw new Refusal(decision.refused);
  if (decision.state === "running") throw new Error(`${signal} does not end a bulk operation`);
  return decision.state;
}

/** Deletes the next conversations of a bulk operation permanently, through the deletion that it drives. */
export async function purgeItems(tx: Tx, bulk: BulkRow, items: readonly PendingItem[]): Promise<ItemEnd[]> {
  const deletion = await lockDriven(tx, bulk.operationId);
  const ids = items.flatMap(({ conversationId }) => conversationId ?? []);
  const { counted, outcomes } = await purgeChunk(tx, deletion, { ids, scope: "trash" });
  await saveDeletion(tx, counted);
  const codes = new Map(outcomes.map(({ id, code }) => [id, code]));
  return items.map(({ ordinal, conversationId }): ItemEnd => {
    const code = codes.get(conversationId ?? 0) ?? null;
    return code === null ? { ordinal, state: "succeeded", code } : { ordinal, state: "failed", code };
  });
}

/** How the deletion ends with the bulk operation that drives it. */
const SIGNALS = {
  completed: "complete",
  completed_with_errors: "leaveSome",
  failed: "leaveSome",
  cancelled: "leaveSome",
  timed_out: "timeOut",
  rolled_back: "leaveSome",
} as const satisfies Record<BulkEnd, DeletionSignal>;

/** Ends the deletion with its bulk operation. From now on consumers may confirm that they deleted their copies. */
async function endPurge(tx: Tx, bulk: BulkRow, state: BulkEnd): Promise<void> {
  const deletion = await lockDriven(tx, bulk.operationId);
  await endDeletion(tx, deletion, SIGNALS[state]);
}

/** Resumes the rest of the deletion. Drops the confirmations: consumers confirm again after its next end. */
export async function resumePurge(tx: Tx, bulk: BulkRow, deadlineAt: Date): Promise<void> {
  const deletion = await lockDriven(tx, bulk.operationId);
  const state = nextDeletionState(deletion.state, "resume");
  if (state === null) throw new Error(`a ${deletion.state} deletion cannot be resumed`);
  await dropAcks(tx, deletion.id);
  await saveDeletion(tx, { ...deletion, deadlineAt }, state);
}

export type ClaimedItems = {
  /** In order of ordinal, without gaps. */
  items: readonly PendingItem[];
  /** Their conversations, locked, by id; without unknown ones and those that the caller may not see. */
  byId: ReadonlyMap<number, ConversationRow>;
};

/**
 * Locks the conversations of these items and loads what their events need. Items whose conversation somebody else is changing get
 * their places behind the others and are left to a later turn: who waits for one lock must not hold two hundred. Only if
 * there is no other item it waits, for the first. All or nothing waits for each.
 */
export async function takeItems(
  tx: Tx,
  { id, mode }: Pick<BulkRow, "id" | "mode">,
  items: readonly PendingItem[],
): Promise<ClaimedItems> {
  const ids = idsOf(items);
  if (mode === "atomic") return waitFor(tx, items);
  // Sent after the locks: Postgres reads what the events need when they are held.
  const [{ rows, busy }] = await Promise.all([lockFree(tx, ids), preloadEventContext(tx, ids)]);
  const { taken, swaps } = putBehind(items, busy);
  if (taken.length === 0) return waitFor(tx, items.slice(0, 1));
  if (swaps.length > 0) sendAhead(tx, swapItems(tx, id, swaps));
  return { items: taken, byId: byIdOf(rows) };
}

async function waitFor(tx: Tx, items: readonly PendingItem[]): Promise<ClaimedItems> {
  const ids = idsOf(items);
  const [rows] = await Promise.all([lockConversations(tx, ids), preloadEventContext(tx, ids)]);
  return { items, byId: byIdOf(rows) };
}

const idsOf = (items: readonly PendingItem[]): number[] =>
  items.flatMap(({ conversationId }) => conversationId ?? []);

const byIdOf = (rows: readonly ConversationRow[]): ReadonlyMap<number, ConversationRow> =>
  new Map(rows.map((row) => [row.id, row]));

type Placed = { taken: PendingItem[]; swaps: [ordinal: number, other: number][] };

/** The items that are not busy, on the first ordinals: each busy one there changes places with a free one from behind. */
export function putBehind(items: readonly PendingItem[], busy: ReadonlySet<number>): Placed {
  const isBusy = ({ conversationId }: PendingItem) => conversationId !== null && busy.has(conversationId);
  const free = items.filter((item) => !isBusy(item));
  const [front, back] = [items.slice(0, free.length), items.slice(free.length)];
  const spare = back.filter((item) => !isBusy(item));
  const swaps: Placed["swaps"] = [];
  const taken = front.map((item) => {
    const other = isBusy(item) ? spare.shift() : undefined;
    if (!other) return item;
    swaps.push([item.ordinal, other.ordinal]);
    return { ...other, ordinal: item.ordinal };
  });
  return { taken, swaps };
}
