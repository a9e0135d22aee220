import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { sendAhead, type Tx } from "@/server/store/events/tx";

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

/** Stores a new attempt, without waiting for Postgres' answer. */
export function insertAttempt(
  tx: Tx,
  a: { messageId: number; number: number; inboxId: number; sourceId: string | null },
): void {
  sendAhead(
    tx,
    tx.query(INSERT, [tx.caller.accountId, a.messageId, a.number, a.inboxId, a.sourceId, tx.now]),
  );
}

const INSERT = statement(
  `insert into message_attempt (account_id, message_id, number, inbox_id, source_id, started_at)
   values ($1, $2, $3, $4, $5, $6)`,
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
