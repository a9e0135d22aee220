import type { AttemptKey } from "@/server/domain/message/tick";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { learnSourceIds, listAttempts, saveGroupAttempts } from "@/server/store/messages/attempts";
import { lockMessages } from "@/server/store/messages/messages";
import { loadReceiptContexts, type ReceiptContext } from "@/server/store/messages/receipt-context";
import { lockSourceIds, takeParked } from "@/server/store/messages/receipts";
import { saveTicks } from "@/server/store/messages/ticks";
import { changedAttempts, hasFailed, loadGroups, toGroupReceipt } from "./attempt-groups";
import { type Folding, fold } from "./fold-receipt";
import { planRetries } from "./plan-retries";

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
 * attempt; for the others the row is enough. `failing`: messages of which a receipt reports a failure.
 */
export async function lockFoldings(
  tx: Tx,
  messageIds: readonly number[],
  { named, failing }: { named: ReadonlySet<number>; failing: ReadonlySet<number> },
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
      group: null,
      contactSeenAt: around.get(row.conversationId)?.contactSeenAt ?? null,
      receipts: [],
      learned: [],
      isGuessed: false,
      isDoubtful: false,
      isDiscarded: false,
      decidedBy: null,
    });
  }
  const grouped = [...byMessage.values()].filter(
    ({ row }) => row.retryGapSeconds !== null || failing.has(row.id),
  );
  await openGroups(tx, grouped);
  return { rows: new Map(rows.map((row) => [row.id, row])), byMessage, around };
}

/** Loads the groups of these foldings, with the receipts that were folded into them but are not stored yet. */
async function openGroups(tx: Tx, foldings: readonly Folding[]): Promise<void> {
  const groups = await loadGroups(
    tx,
    foldings.map(({ row }) => row),
  );
  for (const folding of foldings) {
    const group = groups.get(folding.row.id);
    if (!group) continue;
    folding.group = group;
    folding.attempts = group.stored;
    for (const { signal, ...receipt } of folding.receipts)
      if (signal === "sent" || signal === "failed" || signal === "delivered" || signal === "read")
        group.receipts.push(toGroupReceipt(group.first, { ...receipt, signal }));
  }
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
    await learnSourceIds(
      tx,
      all.flatMap((f) => (f.group ? [] : f.learned)),
    );
    await foldParked(tx, foldings, learned);
  }
  await saveGroupAttempts(
    tx,
    all.flatMap(({ group, row, attempts }) => (group ? changedAttempts(group, row, attempts) : [])),
  );
  const plans = await planRetries(tx, all);
  return saveTicks(tx, {
    saves: all.map((f) => ({
      before: f.row,
      tick: f.tick,
      sourceId: f.attempts.find((a) => a.number === f.tick.attempt)?.sourceId ?? null,
      ...(f.group && f.row.retryGapSeconds === null && hasFailed(f.group)
        ? { retryGapSeconds: f.group.gapSeconds }
        : {}),
      ...plans.get(f.row.id)?.save,
      ...(f.decidedBy && { by: f.decidedBy }),
    })),
    receipts: all.flatMap((f) => [...f.receipts, ...(plans.get(f.row.id)?.receipts ?? [])]),
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
  const named = new Set(known.map(({ messageId }) => messageId));
  const { byMessage } = await lockFoldings(tx, ids, { named, failing: new Set() });
  await foldParked(tx, byMessage, known);
  return saveFoldings(tx, byMessage);
}

async function foldParked(
  tx: Tx,
  foldings: ReadonlyMap<number, Folding>,
  known: readonly { messageId: number; inboxId: number; sourceId: string }[],
): Promise<void> {
  const parked = (await takeParked(tx, known)).flatMap((receipt) =>
    known.flatMap((k) => {
      const folding = foldings.get(k.messageId);
      const isAbout = k.inboxId === receipt.inboxId && k.sourceId === receipt.sourceId;
      return folding && isAbout ? [{ folding, receipt }] : [];
    }),
  );
  const failing = parked.filter(({ receipt, folding }) => receipt.signal === "failed" && !folding.group);
  if (failing.length > 0) await openGroups(tx, [...new Set(failing.map(({ folding }) => folding))]);
  // The event keeps the actor whose report taught the id.
  for (const { folding, receipt } of parked) fold(folding, { ...receipt, attempt: null }, null);
}
