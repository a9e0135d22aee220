import type { LastMessage } from "@/server/contract/_shared/dto";
import { sameTick, type Tick } from "@/server/domain/message/tick";
import { keepsDismissal } from "@/server/domain/message/trouble";
import { requireRows, statement } from "@/server/store/_postgres/statement";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import {
  type Changes,
  type PendingEvent,
  type SerializedEventContext,
  sendAhead,
  type Tx,
} from "@/server/store/events/tx";
import { recordMessageEvent } from "./messages";
import type { ReceiptContext } from "./receipt-context";
import type { NewReceipt } from "./receipts";

/** A locked message and its new tick. */
export type TickSave = {
  before: MessageRow;
  tick: Tick;
  sourceId: string | null;
  /** Also records `message.send_requested`, after the other events and with a version of its own. */
  requestsSend?: boolean;
  /** Records `message.overdue`. A later status or attempt ends it by itself. */
  becomesOverdue?: boolean;
  /** See the column; absent = unchanged. */
  retryGapSeconds?: number | null;
  /** When the next attempt begins by itself; absent = unchanged. Of a message that did not fail it is always null. */
  retryAt?: Date | null;
  /** The sender of the receipt, if not the transaction's caller. */
  by?: PendingEvent["by"];
};

export type TickSaves = {
  saves: readonly TickSave[];
  /** For the timeline: append-only, without events. */
  receipts: readonly NewReceipt[];
  /** By conversation id, if already loaded. */
  around?: ReadonlyMap<number, ReceiptContext>;
};

/**
 * Saves ticks and receipts in one statement and records one event for each visible change: `message.status_changed`, or
 * `message.updated` if only the error's text, the attempt, the source id or the time of the next attempt changed, `message.overdue`
 * if it became overdue. Becoming unconfirmed or confirmed
 * comes before that, with a separate version and event: `message.stuck`, `message.unstuck`. A change of hidden fields
 * (such as `leftAt`) has neither version nor event. Returns the new rows in the given order without waiting for the statement:
 * it is awaited with the outbox.
 */
export function saveTicks(tx: Tx, { saves, receipts, around }: TickSaves): MessageRow[] {
  const work = saves
    .map((save) => ({ ...save, seen: seenOf(save) }))
    .filter((w) => w.seen.isDoubt || w.seen.isMore || w.seen.isRequest || hiddenMoved(w))
    .map((w) => ({ ...w, after: rowAfter(tx, w) }));
  if (work.length === 0 && receipts.length === 0) return saves.map((s) => s.before);
  sendAhead(tx, save(tx, work, receipts));
  const afterById = new Map(work.map(({ after }) => [after.id, after]));
  const eventContexts = new Map<ReceiptContext, SerializedEventContext>();
  const eventContextOf = (receiptContext: ReceiptContext): SerializedEventContext => {
    const known =
      eventContexts.get(receiptContext) ?? receiptContext.written(lastMessageOf(receiptContext, afterById));
    eventContexts.set(receiptContext, known);
    return known;
  };
  for (const one of work) {
    if (!one.seen.isDoubt && !one.seen.isMore && !one.seen.isRequest) continue;
    const receiptContext = around?.get(one.after.conversationId);
    recordTick(tx, one, {
      ...(one.by && { by: one.by }),
      ...(receiptContext && { eventContext: eventContextOf(receiptContext) }),
    });
  }
  return saves.map((s) => afterById.get(s.before.id) ?? s.before);
}

/** Compare-and-set: fails after a write without the lock. */
const save = (tx: Tx, work: readonly Work[], receipts: readonly NewReceipt[]): Promise<unknown> =>
  tx.query(SAVE, [
    tx.caller.accountId,
    tx.now,
    ...columnsOf(work),
    ...receiptColumnsOf(receipts),
    work.map((w) => w.after.isOverdue),
    work.map((w) => w.after.dismissed !== null),
  ]);

/**
 * The visible parts of a change: whether the message is unconfirmed, anything else of it, and that it is to be sent. Each
 * gets its own version.
 */
type Seen = { isDoubt: boolean; isMore: boolean; isRequest: boolean };

type Work = TickSave & { seen: Seen; after: MessageRow };

/** Order: as given, for the timeline; the messages are locked. Indexes: message_pkey. */
const SAVE = statement(`
  with ticked as (
    update message m
       set status = n.status, external_error = n.error, external_error_at = n.error_at, attempt = n.attempt,
           is_unconfirmed = n.unconfirmed, left_at = n.left_at, is_left_assumed = n.left_assumed,
           source_id = n.source_id, retry_gap_seconds = n.retry_gap, retry_at = n.retry_at, is_overdue = n.overdue,
           dismissed = case when n.keeps_dismissal then m.dismissed end,
           version = n.new_version,
           updated_at = case when n.new_version > n.version then $2 else m.updated_at end
      from unnest($3::bigint[], $4::int[], $5::int[], $6::text[], $7::text[], $8::timestamptz[], $9::int[],
                  $10::boolean[], $11::timestamptz[], $12::boolean[], $13::text[], $14::int[],
                  $15::timestamptz[], $28::boolean[], $29::boolean[])
        as n (id, version, new_version, status, error, error_at, attempt, unconfirmed, left_at, left_assumed,
              source_id, retry_gap, retry_at, overdue, keeps_dismissal)
     where m.account_id = $1 and m.id = n.id and m.version = n.version
    returning 1
  ), logged as (
    insert into message_receipt (account_id, message_id, conversation_id, attempt, signal, result, source_id, error,
                                 actor, at, received_at, is_named, reason)
    select $1, * from unnest($16::bigint[], $17::bigint[], $18::int[], $19::text[], $20::text[], $21::text[],
                             $22::text[], $23::jsonb[], $24::timestamptz[], $25::timestamptz[], $26::boolean[],
                             $27::text[])
  )
  ${requireRows("ticked", "cardinality($3::bigint[])")}`);

const columnsOf = (work: readonly Work[]): unknown[] => [
  work.map((w) => w.before.id),
  work.map((w) => w.before.version),
  work.map((w) => w.after.version),
  work.map((w) => w.after.status),
  work.map((w) => w.after.externalError),
  work.map((w) => w.after.externalErrorAt),
  work.map((w) => w.after.attempt),
  work.map((w) => w.after.isUnconfirmed),
  work.map((w) => w.after.leftAt),
  work.map((w) => w.after.isLeftAssumed),
  work.map((w) => w.after.sourceId),
  work.map((w) => w.after.retryGapSeconds),
  work.map((w) => w.after.retryAt),
];

const receiptColumnsOf = (receipts: readonly NewReceipt[]): unknown[] => [
  receipts.map((r) => r.messageId),
  receipts.map((r) => r.conversationId),
  receipts.map((r) => r.attempt),
  receipts.map((r) => r.signal),
  receipts.map((r) => r.result),
  receipts.map((r) => r.sourceId),
  receipts.map((r) => r.error),
  receipts.map((r) => JSON.stringify(r.actor)),
  receipts.map((r) => r.at),
  receipts.map((r) => r.receivedAt),
  receipts.map((r) => r.isNamed ?? false),
  receipts.map((r) => r.reason ?? null),
];

function rowAfter(tx: Tx, work: Omit<Work, "after">): MessageRow {
  const { before, tick, sourceId, seen, ...save } = work;
  const known = tickOf(before);
  const version = before.version + Number(seen.isDoubt) + Number(seen.isMore) + Number(seen.isRequest);
  return {
    ...before,
    status: tick.status,
    externalError: tick.error?.text ?? null,
    externalErrorAt: tick.error?.at ?? null,
    attempt: tick.attempt,
    isUnconfirmed: tick.unconfirmed,
    leftAt: tick.leftAt,
    isLeftAssumed: tick.isLeftAssumed,
    isOverdue:
      (before.isOverdue || save.becomesOverdue === true) &&
      tick.status === "sent" &&
      tick.attempt === before.attempt,
    retryGapSeconds: save.retryGapSeconds === undefined ? before.retryGapSeconds : save.retryGapSeconds,
    retryAt: retryAtOf(work),
    dismissed: known && keepsDismissal(known, tick) ? before.dismissed : null,
    sourceId,
    ...(version > before.version && { version, updatedAt: tx.now }),
  };
}

/** Only a failed message is retried. */
const retryAtOf = ({ before, tick, retryAt = before.retryAt }: TickSave): Date | null =>
  tick.status === "failed" ? retryAt : null;

function seenOf(save: TickSave): Seen {
  const { before, tick, sourceId, requestsSend = false, becomesOverdue = false } = save;
  const known = tickOf(before);
  if (!known) return { isDoubt: false, isMore: true, isRequest: requestsSend };
  return {
    isRequest: requestsSend,
    isDoubt: known.unconfirmed !== tick.unconfirmed,
    isMore:
      becomesOverdue ||
      !sameTick({ ...known, unconfirmed: tick.unconfirmed }, tick) ||
      before.sourceId !== sourceId ||
      before.retryAt?.getTime() !== retryAtOf(save)?.getTime(),
  };
}

const hiddenMoved = ({ before, tick, retryGapSeconds }: TickSave): boolean =>
  (retryGapSeconds !== undefined && retryGapSeconds !== before.retryGapSeconds) ||
  before.leftAt?.getTime() !== tick.leftAt?.getTime() ||
  before.isLeftAssumed !== tick.isLeftAssumed ||
  before.externalErrorAt?.getTime() !== tick.error?.at.getTime();

/** The last message, with its new tick: it was read before the ticks were written and may be one of those messages. */
function lastMessageOf(
  { lastMessage: last }: ReceiptContext,
  afterById: ReadonlyMap<number, MessageRow>,
): LastMessage | null {
  const after = last && afterById.get(last.id);
  if (!last || !after) return last;
  const { version, status, externalError } = after;
  return { ...last, version, status, externalError };
}

function recordTick(
  tx: Tx,
  { before, after, seen }: Work,
  more: Partial<Pick<PendingEvent, "by" | "eventContext">>,
): void {
  const { updatedAt, isUnconfirmed } = after;
  let { version } = before;
  if (seen.isDoubt) {
    const isLast = !seen.isMore && !seen.isRequest;
    const row = isLast ? after : { ...before, isUnconfirmed, version: ++version, updatedAt };
    const changes = { unconfirmed: { from: before.isUnconfirmed, to: isUnconfirmed } };
    recordMessageEvent(tx, isUnconfirmed ? "message.stuck" : "message.unstuck", row, { changes, ...more });
  }
  if (seen.isMore) {
    const changes: Changes = {};
    for (const field of ["status", "externalError", "attempt", "sourceId"] as const)
      if (before[field] !== after[field]) changes[field] = { from: before[field], to: after[field] };
    if (before.isOverdue !== after.isOverdue)
      changes["overdue"] = { from: before.isOverdue, to: after.isOverdue };
    const [from, to] = [before.retryAt?.toISOString() ?? null, after.retryAt?.toISOString() ?? null];
    if (from !== to) changes["retryAt"] = { from, to };
    if (before.dismissed !== after.dismissed)
      changes["dismissed"] = { from: before.dismissed, to: after.dismissed };
    const type = typeOf(before, after);
    recordMessageEvent(tx, type, seen.isRequest ? { ...after, version: ++version } : after, {
      changes,
      ...more,
    });
  }
  if (seen.isRequest) recordMessageEvent(tx, "message.send_requested", after, { changes: {}, ...more });
}

function typeOf(before: MessageRow, after: MessageRow) {
  if (before.status !== after.status) return "message.status_changed";
  return after.isOverdue && !before.isOverdue ? "message.overdue" : "message.updated";
}
