import { GROUP_RECEIPTS_MAX } from "@/server/domain/message/attempt-group";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import type { Tx } from "@/server/store/events/tx";
import { receiptLines } from "./receipt-lines";

const LINES = receiptLines("$1", "k.id");

export type GroupReceiptRow = {
  messageId: number;
  attempt: number;
  signal: ReceiptSignal | "accepted";
  sourceId: string | null;
  error: string | null;
  at: Date;
  isNamed: boolean;
};

/**
 * What was reported about each of these messages since a person last began an attempt, without repetitions; at most one
 * more than can begin attempts. Indexes: those of `receiptLines`.
 */
export const listGroupReceipts = (tx: Tx, messageIds: readonly number[]): Promise<GroupReceiptRow[]> =>
  tx.query<GroupReceiptRow>(
    `select k.id as "messageId", r.attempt, r.signal, r.source_id as "sourceId", r.error, r.at, r.is_named as "isNamed"
       from unnest($2::bigint[]) as k (id) cross join lateral (
         select distinct attempt, signal, source_id, error, at, is_named from ${LINES} as l
          where signal in ('sent', 'failed', 'delivered', 'read', 'accepted')
            and id > coalesce((select max(id) from ${LINES} as p where signal = 'retry'), 0)
          limit ${GROUP_RECEIPTS_MAX + 1}) as r`,
    [tx.caller.accountId, messageIds],
  );

/** An attempt of a group as it is to be stored. The first one is a person's: only its source id is stored. */
export type GroupAttemptSave = {
  messageId: number;
  inboxId: number;
  number: number;
  sourceId: string | null;
  startedAt: Date;
  isByReceipt: boolean;
  isSourceLearned: boolean;
};

/**
 * Stores the attempts of the groups of locked messages, oldest first, and deletes those that receipts no longer begin.
 * Locks: attempts of the locked messages.
 */
export async function saveGroupAttempts(tx: Tx, saves: readonly GroupAttemptSave[]): Promise<void> {
  if (saves.length === 0) return;
  const { accountId } = tx.caller;
  await tx.query(
    `insert into message_attempt as a (account_id, message_id, number, inbox_id, source_id, started_at, is_by_receipt,
                                       is_source_learned)
     select $1, * from unnest($2::bigint[], $3::int[], $4::bigint[], $5::text[], $6::timestamptz[], $7::boolean[],
                              $8::boolean[])
     on conflict (account_id, message_id, number) do update
       set source_id = excluded.source_id, is_source_learned = excluded.is_source_learned,
           started_at = case when a.is_by_receipt then excluded.started_at else a.started_at end`,
    [
      accountId,
      saves.map((s) => s.messageId),
      saves.map((s) => s.number),
      saves.map((s) => s.inboxId),
      saves.map((s) => s.sourceId),
      saves.map((s) => s.startedAt),
      saves.map((s) => s.isByReceipt),
      saves.map((s) => s.isSourceLearned),
    ],
  );
  const last = new Map(saves.map(({ messageId, number }) => [messageId, number]));
  await tx.query(
    `delete from message_attempt a using unnest($2::bigint[], $3::int[]) as n (message_id, last)
      where a.account_id = $1 and a.message_id = n.message_id and a.number > n.last and a.is_by_receipt`,
    [accountId, [...last.keys()], [...last.values()]],
  );
}
