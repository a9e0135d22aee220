import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EarlierSend, ReceiptDto, SendTryDto } from "@/server/contract/message/receipt";
import { decideAutoRetry, type NotRetried } from "@/server/domain/send/auto-retry";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, tickOf, toMessageDto } from "@/server/store/_rows/message-row";
import { readSending } from "@/server/store/inboxes/inbox-facts";
import { listAttempts } from "@/server/store/messages/attempts";
import { readRetryHistories, retriedMessage } from "@/server/store/messages/auto-retries";
import { listReceipts } from "@/server/store/messages/receipts";
import { findEarlierSend } from "@/server/store/sends/send-order";
import { listSendTries } from "@/server/store/sends/send-tries";

/** One message; refuses what the caller may not see as not found. */
export const getMessage = async (db: Db, caller: Caller, messageId: number): Promise<MessageDto> =>
  toMessageDto(await getRow(db, caller, messageId));

/** The message of a row that the caller has just written. */
export const messageOf: (row: MessageRow) => MessageDto = toMessageDto;

async function getRow(db: Db, caller: Caller, messageId: number): Promise<MessageRow> {
  const [row] = await atReplica(db).query<MessageRow & { isInId: number }>(FIND, [
    caller.accountId,
    messageId,
  ]);
  if (!row || !maySee(caller, { inboxId: row.isInId })) throw new Refusal("message.not_found");
  return row;
}

/** Indexes: message_pkey, conversation_pkey. */
const FIND = statement(
  `select ${select(MESSAGE_COLUMNS, "m")}, c.inbox_id as "isInId"
     from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
    where m.account_id = $1 and m.id = $2`,
);

export type TickTimeline = {
  attempts: {
    number: number;
    sourceId: string | null;
    outcome: string | null;
    startedAt: string;
    /** Begun by receipts: the integrator sent the message again by itself. */
    isByReceipt: boolean;
  }[];
  receipts: ReceiptDto[];
  /** When repeated reports among them were removed; null: they were not. */
  rolledUpAt: string | null;
  /** The calls of the program behind the inbox, oldest first; at most `SEND_TRIES_MAX`. */
  tries: SendTryDto[];
  /** The message that a pending one waits for; null: it waits for none. */
  waitsFor: EarlierSend | null;
  /** Why a failed message is not sent again automatically; null: it is, or that is unknown, as of older failures. */
  notRetried: NotRetried | null;
  hasMore: boolean;
};

/** A message's tick timeline: attempts, receipts in order of arrival, and the calls that were made to send it. */
export async function getTickTimeline(
  db: Db,
  caller: Caller,
  { messageId, after, limit, now }: { messageId: number; after: number; limit: number; now: Date },
): Promise<TickTimeline> {
  const row = await getRow(db, caller, messageId);
  const attempts = await listAttempts(db, caller.accountId, [messageId]);
  const page = { messageId, after, limit: limit + 1 };
  const { receipts, rolledUpAt } = await listReceipts(db, caller.accountId, page);
  const tries = after === 0 ? await listSendTries(db, caller.accountId, messageId) : [];
  return {
    attempts: attempts.map((a) => ({
      number: a.number,
      sourceId: a.sourceId,
      outcome: a.outcome,
      startedAt: a.startedAt.toISOString(),
      isByReceipt: a.isByReceipt,
    })),
    receipts: receipts.slice(0, limit),
    rolledUpAt,
    tries,
    waitsFor:
      row.status === "pending" ? await findEarlierSend(db, caller.accountId, { messageId, now }) : null,
    notRetried: await whyNotRetried(db, row, { accountId: caller.accountId, now }),
    hasMore: receipts.length > limit,
  };
}

async function whyNotRetried(
  db: Db,
  row: MessageRow,
  { accountId, now }: { accountId: number; now: Date },
): Promise<NotRetried | null> {
  const tick = tickOf(row);
  if (tick?.status !== "failed" || row.retryAt !== null) return null;
  const inboxes = await readSending({ query: db.query, caller: { accountId } }, [row.inboxId]);
  const [settings, history] = [
    inboxes.get(row.inboxId),
    (await readRetryHistories(db, accountId, [row.id])).get(row.id),
  ];
  if (!settings || !history) return null;
  const decision = decideAutoRetry({ ...retriedMessage(row), tick }, { settings, history, now });
  return decision?.kind === "not" ? decision.reason : null;
}

/** A message of this conversation, by its id or by the provider's; the newest, or null. */
export async function findRepliedMessage(
  db: Db,
  accountId: number,
  of: { conversationId: number } & ({ messageId: number } | { sourceId: string }),
): Promise<{ id: number; sourceId: string | null } | null> {
  const [column, key] = "messageId" in of ? ["id", of.messageId] : ["source_id", of.sourceId];
  const [row] = await db.query<{ id: number; sourceId: string | null }>(
    `select id, source_id as "sourceId" from message
      where account_id = $1 and conversation_id = $2 and ${column} = $3 and kind <> 'activity'
      order by id desc limit 1`,
    [accountId, of.conversationId, key],
  );
  return row ?? null;
}

/** These messages in the given order; without those whose conversation the caller may not see. Indexes: the primary keys. */
export async function findMessages(db: Db, caller: Caller, ids: readonly number[]): Promise<MessageDto[]> {
  if (ids.length === 0) return [];
  const rows = await atReplica(db).query<MessageRow & { isInId: number }>(
    `select ${select(MESSAGE_COLUMNS, "m")}, c.inbox_id as "isInId" from message m
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.id = any($2::bigint[]) and c.lifecycle <> 'purged'
      order by array_position($2::bigint[], m.id)`,
    [caller.accountId, ids],
  );
  return rows
    .filter(({ isInId }) => maySee(caller, { inboxId: isInId }))
    .map(({ isInId: _, ...row }) => toMessageDto(row));
}
