import type { DeletionReason, TombstoneDto } from "@/server/contract/deletion/deletion";
import { type Db, one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

export type Tombstone = Pick<TombstoneDto, "type" | "id" | "displayId" | "inboxId" | "contactId">;

/**
 * Inserts tombstones, in the transaction of the deletion; the key refuses a second one for a resource. Numbers are drawn
 * under the counter's lock, which is held to the end of the transaction: they rise in order of commit.
 */
export async function insertTombstones(
  tx: Tx,
  stones: readonly Tombstone[],
  reason: DeletionReason,
): Promise<void> {
  if (stones.length === 0) return;
  const { accountId, actor } = tx.caller;
  const { last } = one(
    await tx.query<{ last: number }>(
      `insert into tombstone_counter as c (account_id, last_number) values ($1, $2)
       on conflict (account_id) do update set last_number = c.last_number + excluded.last_number
       returning last_number as last`,
      [accountId, stones.length],
    ),
  );
  await tx.query(
    `insert into tombstone (account_id, number, type, resource_id, display_id, inbox_id, contact_id, operation_id,
                            reason, actor, at)
     select $1, $2 + s.place, s.type, s.id, s.display_id, s.inbox_id, s.contact_id, $3, $4, $5, $6
       from unnest($7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
            with ordinality as s (type, id, display_id, inbox_id, contact_id, place)`,
    [
      accountId,
      last - stones.length,
      tx.operationId,
      reason,
      actor,
      tx.now,
      stones.map(({ type }) => type),
      stones.map(({ id }) => id),
      stones.map(({ displayId }) => displayId),
      stones.map(({ inboxId }) => inboxId),
      stones.map(({ contactId }) => contactId),
    ],
  );
}

/** The last number of an account's tombstones and the epoch of its log; null when there is no such account. */
export async function readTombstoneHead(
  db: Db,
  accountId: number,
): Promise<{ epoch: string; lastNumber: number } | null> {
  const [row] = await db.query<{ epoch: string; lastNumber: number }>(
    `select h.epoch, coalesce(c.last_number, 0) as "lastNumber"
       from account_head h left join tombstone_counter c on c.account_id = h.account_id
      where h.account_id = $1`,
    [accountId],
  );
  return row ?? null;
}

type Row = Omit<TombstoneDto, "deletedAt"> & { number: number; deletedAt: Date };

/** Tombstones after a number, in order: those of contacts and of these inboxes (null: all). Index: tombstone_pkey. */
export async function listTombstones(
  db: Db,
  accountId: number,
  { after, inboxIds, limit }: { after: number; inboxIds: readonly number[] | null; limit: number },
): Promise<{ number: number; tombstone: TombstoneDto }[]> {
  const rows = await db.query<Row>(
    `select number, type, resource_id as id, display_id as "displayId", inbox_id as "inboxId",
            contact_id as "contactId", operation_id as "operationId", reason, actor, at as "deletedAt"
       from tombstone
      where account_id = $1 and number > $2 and ($3::bigint[] is null or inbox_id is null or inbox_id = any($3))
      order by number limit $4`,
    [accountId, after, inboxIds, limit],
  );
  return rows.map(({ number, deletedAt, ...row }) => ({
    number,
    tombstone: { ...row, deletedAt: deletedAt.toISOString() },
  }));
}
