import type { Actor } from "@/server/contract/_shared/dto";
import type { ReceiptDto } from "@/server/contract/message/receipt";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import type { Db } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { receiptLines } from "./attempts";

/** A line of the tick timeline; written by `saveTicks`. */
export type NewReceipt = {
  messageId: number;
  conversationId: number;
  attempt: number;
  signal: ReceiptDto["signal"];
  result: ReceiptDto["result"];
  /** Absent = it was applied, or no receipt. */
  reason?: ReceiptDto["reason"];
  sourceId: string | null;
  error: string | null;
  actor: Actor;
  at: Date;
  receivedAt: Date;
  /** It named its attempt; absent = no. */
  isNamed?: boolean;
};

type Row = Omit<ReceiptDto, "at" | "receivedAt"> & { at: Date; receivedAt: Date };
type Line = Row & { rolledUpAt: Date | null };

const COLUMNS: Columns<Row> = {
  id: "$.id",
  attempt: "$.attempt",
  signal: "$.signal",
  result: "$.result",
  reason: "$.reason",
  sourceId: "$.source_id",
  error: "$.error",
  actor: "$.actor",
  at: "$.at",
  receivedAt: "$.received_at",
};

/**
 * A message's timeline in order of arrival; `after` an id. `rolledUpAt`: since when it has each different report among these
 * once only; null: they are all there.
 */
export async function listReceipts(
  db: Db,
  accountId: number,
  { messageId, after, limit }: { messageId: number; after: number; limit: number },
): Promise<{ receipts: ReceiptDto[]; rolledUpAt: string | null }> {
  const rows = await db.query<Line>(
    `select ${select(COLUMNS)}, rolled_up_at as "rolledUpAt" from ${receiptLines("$1", "$2")} as l
      where id > $3 order by id limit $4`,
    [accountId, messageId, after, limit],
  );
  return {
    receipts: rows.map(({ rolledUpAt: _, ...row }) => ({
      ...row,
      at: row.at.toISOString(),
      receivedAt: row.receivedAt.toISOString(),
    })),
    rolledUpAt: rows.find(({ rolledUpAt }) => rolledUpAt)?.rolledUpAt?.toISOString() ?? null,
  };
}

/** Whether a message's timeline has a line with this signal, time and text. Indexes: those of `receiptLines`. */
export async function hasReceipt(
  tx: Tx,
  { messageId, signal, at, error }: Pick<NewReceipt, "messageId" | "signal" | "at" | "error">,
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from ${receiptLines("$1", "$2")} as l
      where signal = $3 and at = $4 and error is not distinct from $5 limit 1`,
    [tx.caller.accountId, messageId, signal, at, error],
  );
  return rows.length > 0;
}

export type ParkedReceipt = {
  inboxId: number;
  sourceId: string;
  signal: ReceiptSignal;
  error: string | null;
  actor: Actor;
  at: Date;
  receivedAt: Date;
};

/** How long a receipt waits for its source id to become known. */
export const PARKED_DAYS = 7;

export async function parkReceipt(tx: Tx, r: ParkedReceipt): Promise<void> {
  await tx.query(
    `insert into parked_receipt (account_id, inbox_id, source_id, signal, error, actor, at, received_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8::timestamptz + make_interval(days => ${PARKED_DAYS}))`,
    [tx.caller.accountId, r.inboxId, r.sourceId, r.signal, r.error, r.actor, r.at, r.receivedAt],
  );
}

/** Deletes and returns the receipts parked for these source ids, in order of arrival. Call `lockSourceIds` first. */
export async function takeParked(
  tx: Tx,
  keys: readonly { inboxId: number; sourceId: string }[],
): Promise<ParkedReceipt[]> {
  if (keys.length === 0) return [];
  return tx.query<ParkedReceipt>(
    `with taken as (
       delete from parked_receipt p
        using unnest($2::bigint[], $3::text[]) as k (inbox_id, source_id)
        where p.account_id = $1 and p.inbox_id = k.inbox_id and p.source_id = k.source_id and p.expires_at > $4
       returning p.*)
     select inbox_id as "inboxId", source_id as "sourceId", signal, error, actor, at, received_at as "receivedAt"
       from taken order by id`,
    [tx.caller.accountId, keys.map((k) => k.inboxId), keys.map((k) => k.sourceId), tx.now],
  );
}

/**
 * Locks source ids until commit, so that "find the id, else park" and "store the id, then take the parked receipts" exclude
 * each other. Otherwise a receipt parked while its id is being stored would never be applied.
 */
export async function lockSourceIds(
  tx: Tx,
  keys: readonly { inboxId: number; sourceId: string }[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.query(
    `select pg_advisory_xact_lock(h) from (
       select distinct hashtextextended(k.inbox_id || ':' || k.source_id, $1::bigint) as h
         from unnest($2::bigint[], $3::text[]) as k (inbox_id, source_id) order by h) as ordered`,
    [tx.caller.accountId, keys.map((k) => k.inboxId), keys.map((k) => k.sourceId)],
  );
}
