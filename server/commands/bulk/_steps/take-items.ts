import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type PendingItem, swapItems } from "@/server/store/bulk/bulk-items";
import type { BulkRow } from "@/server/store/bulk/bulk-operations";
import { lockConversations } from "@/server/store/conversations/conversations";
import { lockFree } from "@/server/store/conversations/lock-free";
import { preloadEventContext } from "@/server/store/events/event-context";
import { sendAhead, type Tx } from "@/server/store/events/tx";

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
