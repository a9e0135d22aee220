import { GROUP_RECEIPTS_MAX } from "@/server/domain/message/attempt-group";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { NewAttempt } from "@/server/store/events/batch/write-batch";
import { sendAhead, type Tx } from "@/server/store/events/tx";

/** The columns of `receiptLines`, each as in `message_receipt`, and when it was rolled up. */
export const LINE_COLUMNS =
  "id, attempt, signal, result, reason, source_id, error, actor, at, received_at, is_named, rolled_up_at";

const instant = (ms: string) => `to_timestamp(${ms} / 1000.0)::timestamptz(3)`;

/**
 * The table of all receipts of one message: those in full, and the lines of those that were rolled up, which count as the
 * receipts did. `account` and `message` are SQL expressions. Indexes: message_receipt_message, receipt_summary_pkey.
 */
export const receiptLines = (account: string, message: string): string => `(
  select id, attempt, signal, result, reason, source_id, error, actor, at, received_at, is_named,
         null::timestamptz as rolled_up_at
    from message_receipt where account_id = ${account} and message_id = ${message}
  union all
  select l.i, l.n, l.s, coalesce(l.r, 'applied'), l.w, y.source_ids[l.k], l.e, y.actors[l.b], ${instant("l.t")},
         ${instant("coalesce(l.v, l.t)")}, coalesce(l.x, false), y.rolled_up_at
    from receipt_summary y
   cross join lateral jsonb_to_recordset(y.lines)
      as l (i bigint, n int, s text, r text, w text, e text, x boolean, t bigint, v bigint, b int, k int)
   where y.account_id = ${account} and y.message_id = ${message})`;

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

export type AttemptRow = {
  messageId: number;
  number: number;
  sourceId: string | null;
  outcome: "accepted" | "refused" | "ambiguous" | null;
  startedAt: Date;
  /** Begun by receipts, not by a person. */
  isByReceipt: boolean;
  /** The source id comes from a receipt that named no attempt. */
  isSourceLearned: boolean;
};

const COLUMNS = `message_id as "messageId", number, source_id as "sourceId", outcome, started_at as "startedAt",
  is_by_receipt as "isByReceipt", is_source_learned as "isSourceLearned"`;

/** Every attempt of these messages, oldest first. */
export const listAttempts = (
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<AttemptRow[]> =>
  db.query<AttemptRow>(
    `select ${COLUMNS} from message_attempt where account_id = $1 and message_id = any($2::bigint[])
      order by message_id, number`,
    [accountId, messageIds],
  );

/** Stores a new attempt, without waiting for Postgres' answer. One that has its provider's id already was made elsewhere. */
export function insertAttempt(tx: Tx, a: NewAttempt): void {
  if (tx.batch) return void tx.batch.attempts.push(a);
  sendAhead(
    tx,
    tx.query(INSERT, [tx.caller.accountId, a.messageId, a.number, a.inboxId, a.sourceId, tx.now]),
  );
}

/** The same for many, in one statement. */
export async function insertAttempts(tx: Tx, attempts: readonly NewAttempt[]): Promise<void> {
  await tx.query(INSERT_ALL, [
    tx.caller.accountId,
    tx.now,
    attempts.map(({ messageId }) => messageId),
    attempts.map(({ number }) => number),
    attempts.map(({ inboxId }) => inboxId),
    attempts.map(({ sourceId }) => sourceId),
  ]);
}

const INSERT_ALL = statement(
  `insert into message_attempt (account_id, message_id, number, inbox_id, source_id, started_at, is_elsewhere)
   select $1, a.*, $2, a.source_id is not null
     from unnest($3::bigint[], $4::int[], $5::bigint[], $6::text[]) as a (message_id, number, inbox_id, source_id)`,
);

const INSERT = statement(
  `insert into message_attempt (account_id, message_id, number, inbox_id, source_id, started_at, is_elsewhere)
   values ($1, $2, $3, $4, $5, $6, $5::text is not null)`,
);

/** Stores the provider's ids of attempts that have none yet. */
export async function learnSourceIds(
  tx: Tx,
  learned: readonly { messageId: number; attempt: number; sourceId: string; isNamed: boolean }[],
): Promise<void> {
  if (learned.length === 0) return;
  await tx.query(
    `update message_attempt a set source_id = n.source_id, is_source_learned = not n.is_named
       from unnest($2::bigint[], $3::int[], $4::text[], $5::boolean[]) as n (message_id, number, source_id, is_named)
      where a.account_id = $1 and a.message_id = n.message_id and a.number = n.number and a.source_id is null`,
    [
      tx.caller.accountId,
      learned.map((l) => l.messageId),
      learned.map((l) => l.attempt),
      learned.map((l) => l.sourceId),
      learned.map((l) => l.isNamed),
    ],
  );
}

/** How many messages of one source id its receipts are about: the newest ones. */
const BEARERS_MAX = 100;

/** The messages that bear each source id, newest first. Index: message_attempt_source. */
export const findBySourceIds = (
  tx: Tx,
  keys: readonly { inboxId: number; sourceId: string }[],
): Promise<{ inboxId: number; sourceId: string; messageId: number }[]> =>
  tx.query(
    `select k.inbox_id as "inboxId", k.source_id as "sourceId", a.message_id as "messageId"
       from unnest($2::bigint[], $3::text[]) as k (inbox_id, source_id)
      cross join lateral (
        select distinct message_id from message_attempt
         where account_id = $1 and inbox_id = k.inbox_id and source_id = k.source_id
         order by message_id desc limit ${BEARERS_MAX}) as a`,
    [tx.caller.accountId, keys.map((k) => k.inboxId), keys.map((k) => k.sourceId)],
  );
