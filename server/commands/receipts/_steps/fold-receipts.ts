import type { Actor } from "@/server/contract/_shared/dto";
import type { ReceiptDto } from "@/server/contract/message/receipt";
import {
  type AttemptKey,
  applyReceipt,
  attemptOfReceipt,
  type ReceiptSignal,
  sameTick,
  type Tick,
} from "@/server/domain/message/tick";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { PendingEvent, Tx } from "@/server/store/events/tx";
import { learnSourceIds, listAttempts } from "@/server/store/messages/attempts";
import { lockMessages } from "@/server/store/messages/messages";
import { loadReceiptContexts, type ReceiptContext } from "@/server/store/messages/receipt-context";
import { lockSourceIds, type NewReceipt, takeParked } from "@/server/store/messages/receipts";
import { saveTicks } from "@/server/store/messages/ticks";

/** Who reported it. */
export type ReportedBy = NonNullable<PendingEvent["by"]>;

/** One locked message and its state after this operation's receipts. */
export type Folding = {
  row: MessageRow;
  tick: Tick;
  attempts: readonly AttemptKey[];
  contactSeenAt: Date | null;
  receipts: NewReceipt[];
  learned: { messageId: number; attempt: number; inboxId: number; sourceId: string }[];
  /** Who made the last report that changed something. */
  decidedBy: ReportedBy | null;
};

/** A report, already found to be about one message. */
export type FoldedReceipt = {
  signal: ReceiptSignal;
  sourceId: string | null;
  attempt: number | null;
  at: Date;
  receivedAt: Date;
  error: string | null;
  actor: Actor;
};

export type Foldings = {
  /** The locked messages. */
  rows: ReadonlyMap<number, MessageRow>;
  byMessage: ReadonlyMap<number, Folding>;
  /** The messages' conversations, by id. */
  around: ReadonlyMap<number, ReceiptContext>;
};

/**
 * Locks messages and opens them for folding; those without a tick have no folding. `contactSeenAt` is read under the
 * lock, so that "read up to" and a receipt cannot miss each other. `named`: messages of which a receipt names an
 * attempt; for the others the row is enough.
 */
export async function lockFoldings(
  tx: Tx,
  messageIds: readonly number[],
  named: ReadonlySet<number>,
): Promise<Foldings> {
  // Pipelined on one connection in this order: the later statements run after the lock is taken.
  const [rows, around, attempts] = await Promise.all([
    lockMessages(tx, messageIds),
    loadReceiptContexts(tx, messageIds),
    named.size === 0 ? [] : listAttempts(tx, tx.caller.accountId, [...named]),
  ]);
  const attemptsOf = new Map<number, AttemptKey[]>();
  for (const attempt of attempts)
    attemptsOf.set(attempt.messageId, [...(attemptsOf.get(attempt.messageId) ?? []), attempt]);

  const byMessage = new Map<number, Folding>();
  for (const row of rows) {
    const tick = tickOf(row);
    if (!tick) continue;
    byMessage.set(row.id, {
      row,
      tick,
      attempts: attemptsOf.get(row.id) ?? [{ number: row.attempt, sourceId: row.sourceId }],
      contactSeenAt: around.get(row.conversationId)?.contactSeenAt ?? null,
      receipts: [],
      learned: [],
      decidedBy: null,
    });
  }
  return { rows: new Map(rows.map((row) => [row.id, row])), byMessage, around };
}

/** A sender took the message and will report later: its attempt learns the provider's id, and the tick stays. */
export function learn(
  folding: Folding,
  accepted: Omit<FoldedReceipt, "signal" | "error" | "attempt"> & { attempt: number },
): void {
  const { row } = folding;
  const { attempt, sourceId } = accepted;
  const isUnnamed = folding.attempts.some((a) => a.number === attempt && a.sourceId === null);
  if (isUnnamed && sourceId !== null) teach(folding, attempt, sourceId);
  folding.receipts.push({
    ...accepted,
    messageId: row.id,
    conversationId: row.conversationId,
    signal: "accepted",
    result: "applied",
    error: null,
  });
}

function teach(folding: Folding, attempt: number, sourceId: string): void {
  const { id: messageId, inboxId } = folding.row;
  folding.attempts = folding.attempts.map((a) => (a.number === attempt ? { ...a, sourceId } : a));
  folding.learned.push({ messageId, attempt, inboxId, sourceId });
}

/** Folds one receipt in; null when it names an attempt that does not exist. */
export function fold(
  folding: Folding,
  receipt: FoldedReceipt,
  by: ReportedBy | null,
): Extract<ReceiptDto["result"], "applied" | "stale"> | null {
  const found = attemptOfReceipt(folding.attempts, receipt);
  if (!found) return null;
  const { row } = folding;
  if (found.teaches && receipt.sourceId !== null) teach(folding, found.attempt, receipt.sourceId);
  const at = receipt.at < receipt.receivedAt ? receipt.at : receipt.receivedAt;
  const tick = applyReceipt(folding.tick, { ...receipt, attempt: found.attempt, at }, folding.contactSeenAt);
  const result = sameTick(tick, folding.tick) ? "stale" : "applied";
  folding.tick = tick;
  if (by && (result === "applied" || found.teaches)) folding.decidedBy = by;
  folding.receipts.push({
    messageId: row.id,
    conversationId: row.conversationId,
    attempt: found.attempt,
    signal: receipt.signal,
    result,
    sourceId: receipt.sourceId,
    error: receipt.error,
    actor: receipt.actor,
    at,
    receivedAt: receipt.receivedAt,
  });
  return result;
}

/**
 * Saves folded messages: learned source ids, the receipts parked for them, ticks, timelines. Call `lockSourceIds` for
 * every id that may be learned before locking the messages. `around` becomes the event context: pass it if nothing else
 * in the transaction changes the conversations.
 */
export async function saveFoldings(
  tx: Tx,
  foldings: ReadonlyMap<number, Folding>,
  around?: Foldings["around"],
): Promise<MessageRow[]> {
  const all = [...foldings.values()];
  const learned = all.flatMap((f) => f.learned);
  if (learned.length > 0) {
    await learnSourceIds(tx, learned);
    await foldParked(tx, foldings, learned);
  }
  return saveTicks(tx, {
    saves: all.map((f) => ({
      before: f.row,
      tick: f.tick,
      sourceId: f.attempts.find((a) => a.number === f.tick.attempt)?.sourceId ?? null,
      ...(f.decidedBy && { by: f.decidedBy }),
    })),
    receipts: all.flatMap((f) => f.receipts),
    ...(around && { around }),
  });
}

/** Applies receipts that arrived before the message with their source id. */
export async function applyParked(tx: Tx, rows: readonly MessageRow[]): Promise<MessageRow[]> {
  const known = rows.flatMap(({ id, inboxId, sourceId }) =>
    sourceId === null ? [] : [{ messageId: id, inboxId, sourceId }],
  );
  if (known.length === 0) return [...rows];
  await lockSourceIds(tx, known);
  const ids = rows.map(({ id }) => id);
  const { byMessage } = await lockFoldings(tx, ids, new Set(known.map(({ messageId }) => messageId)));
  await foldParked(tx, byMessage, known);
  return saveFoldings(tx, byMessage);
}

async function foldParked(
  tx: Tx,
  foldings: ReadonlyMap<number, Folding>,
  known: readonly { messageId: number; inboxId: number; sourceId: string }[],
): Promise<void> {
  // Source ids are not unique: like every receipt by source id, a parked one is about the newest message.
  const newestFirst = known.toSorted((a, b) => b.messageId - a.messageId);
  for (const parked of await takeParked(tx, known)) {
    const about = newestFirst.find((k) => k.inboxId === parked.inboxId && k.sourceId === parked.sourceId);
    const folding = about && foldings.get(about.messageId);
    // The event keeps the actor whose report taught the id.
    if (folding) fold(folding, { ...parked, attempt: null }, null);
  }
}
