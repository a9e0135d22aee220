import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { BulkItemDto, BulkItemState } from "@/server/contract/conversation/bulk";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/** A conversation by id, by display id, or by both if both are known. */
export type Target = { conversationId: number | null; displayId: number | null };

/**
 * The state of an item `i` of an operation `b`. Success is not stored per item, which saves most writes: a processed item
 * without a stored state succeeded.
 */
const STATE = `case when i.state = 'pending' and i.ordinal <= b.processed then 'succeeded' else i.state end`;

const OF_BULK = `join bulk_operation b on b.account_id = i.account_id and b.id = i.bulk_id`;

/** Stores the conversations of a bulk operation, in this order. */
export async function insertItems(tx: Tx, bulkId: number, targets: readonly Target[]): Promise<void> {
  await tx.query(
    `insert into bulk_item (account_id, bulk_id, ordinal, conversation_id, display_id)
     select $1, $2, place, id, display_id
       from unnest($3::bigint[], $4::bigint[]) with ordinality as t (id, display_id, place)`,
    [
      tx.caller.accountId,
      bulkId,
      targets.map(({ conversationId }) => conversationId),
      targets.map(({ displayId }) => displayId),
    ],
  );
}

/** The conversations that a bulk operation changed and that the caller may see, in its order. */
export function listChangedBy(tx: Tx, bulkId: number): Promise<Target[]> {
  const { accountId, inboxIds } = tx.caller;
  return tx.query<Target>(
    `select i.conversation_id as "conversationId", i.display_id as "displayId"
       from bulk_item i ${OF_BULK}
       join conversation c on c.account_id = i.account_id and c.id = i.conversation_id
             and ($3::bigint[] is null or c.inbox_id = any($3))
      where i.account_id = $1 and i.bulk_id = $2 and ${STATE} = 'succeeded' order by i.ordinal`,
    [accountId, bulkId, inboxIds === "all" ? null : inboxIds],
  );
}

/**
 * These conversations with id and display id, in the given order. One that is unknown or hidden from the caller has the
 * given value only.
 */
export async function findTargets(
  tx: Tx,
  by: "conversationId" | "displayId",
  given: readonly number[],
): Promise<Target[]> {
  const column = by === "displayId" ? "display_id" : "id";
  const rows = await tx.query<{ wanted: number; id: number | null; displayId: number; inboxId: number }>(
    `select t.wanted, c.id, c.display_id as "displayId", c.inbox_id as "inboxId"
       from unnest($2::bigint[]) with ordinality as t (wanted, place)
       left join conversation c on c.account_id = $1 and c.${column} = t.wanted and c.lifecycle <> 'purged'
      order by t.place`,
    [tx.caller.accountId, given],
  );
  return rows.map(({ wanted, id, displayId, inboxId }) =>
    id !== null && maySee(tx.caller, { inboxId })
      ? { conversationId: id, displayId }
      : { conversationId: null, displayId: null, [by]: wanted },
  );
}

export type PendingItem = { ordinal: number; conversationId: number | null };

/** The next pending items after an ordinal, in order. */
export const listPending = (
  tx: Tx,
  bulkId: number,
  { after, limit }: { after: number; limit: number },
): Promise<PendingItem[]> => tx.query<PendingItem>(PENDING, [tx.caller.accountId, bulkId, after, limit]);

/** Order and index: bulk_item_pkey. */
const PENDING = statement(`
  select ordinal, conversation_id as "conversationId" from bulk_item
   where account_id = $1 and bulk_id = $2 and ordinal > $3 and state = 'pending' order by ordinal limit $4`);

/** Exchanges the conversations of two pending items each, by their ordinals. */
export async function swapItems(
  tx: Tx,
  bulkId: number,
  swaps: readonly (readonly [ordinal: number, other: number])[],
): Promise<void> {
  const [to, from] = [swaps.flat(), swaps.flatMap(([one, other]) => [other, one])];
  await tx.query(SWAP, [tx.caller.accountId, bulkId, to, from]);
}

/** Index: bulk_item_pkey. The statement reads every item as it was before. */
const SWAP = statement(`
  update bulk_item i set conversation_id = f.conversation_id, display_id = f.display_id
    from unnest($3::int[], $4::int[]) as swap (ordinal, source)
    join bulk_item f on f.account_id = $1 and f.bulk_id = $2 and f.ordinal = swap.source
   where i.account_id = $1 and i.bulk_id = $2 and i.ordinal = swap.ordinal`);

export type ItemEnd = { ordinal: number; state: Exclude<BulkItemState, "pending">; code: string | null };

/**
 * Writes the results of these items, in the transaction of the change. Successes are not written: `processed` of the
 * operation includes them.
 */
export async function endItems(tx: Tx, bulkId: number, ends: readonly ItemEnd[]): Promise<void> {
  const written = ends.filter(({ state }) => state !== "succeeded");
  if (written.length === 0) return;
  await tx.query(END, [
    tx.caller.accountId,
    bulkId,
    written.map(({ ordinal }) => ordinal),
    written.map(({ state }) => state),
    written.map(({ code }) => code),
  ]);
}

/** Index: bulk_item_pkey. */
const END = statement(`
  update bulk_item i set state = t.state, code = t.code
    from unnest($3::int[], $4::text[], $5::text[]) as t (ordinal, state, code)
   where i.account_id = $1 and i.bulk_id = $2 and i.ordinal = t.ordinal and i.ordinal = any($3::int[])`);

/** Marks all pending items of an atomic operation as rolled back. */
export async function rollItemsBack(tx: Tx, bulkId: number): Promise<void> {
  await tx.query(
    `update bulk_item set state = 'rolled_back' where account_id = $1 and bulk_id = $2 and state = 'pending'`,
    [tx.caller.accountId, bulkId],
  );
}

/** A page of an operation's items after an ordinal. Reads in order of the key, at most the whole operation. */
export const listItems = (
  db: Db,
  { accountId, inboxIds }: Caller,
  {
    bulkId,
    state,
    after,
    limit,
  }: { bulkId: number; state: BulkItemState | null; after: number; limit: number },
): Promise<BulkItemDto[]> =>
  db.query<BulkItemDto>(
    `select i.ordinal, i.conversation_id as "conversationId", coalesce(i.display_id, c.display_id) as "displayId",
            ${STATE} as state, i.code
       from bulk_item i ${OF_BULK}
       left join conversation c on c.account_id = i.account_id and c.id = i.conversation_id
             and ($6::bigint[] is null or c.inbox_id = any($6))
      where i.account_id = $1 and i.bulk_id = $2 and i.ordinal > $3 and ($4::text is null or ${STATE} = $4)
      order by i.ordinal limit $5`,
    [accountId, bulkId, after, state, limit, inboxIds === "all" ? null : inboxIds],
  );
