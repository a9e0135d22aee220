import type { Actor } from "@/server/contract/_shared/dto";
import type { ReceiptDto } from "@/server/contract/message/receipt";
import { type GroupReceipt, nextAttemptOf } from "@/server/domain/message/attempt-group";
import {
  type AttemptKey,
  applyReceipt,
  attemptOfReceipt,
  becomeUnconfirmed,
  type Ignored,
  ignoredBecause,
  type ReceiptSignal,
  sameTick,
  type Tick,
} from "@/server/domain/message/tick";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { PendingEvent } from "@/server/store/events/tx";
import type { NewReceipt } from "@/server/store/messages/receipts";
import { addToGroup, isOpen, type LoadedGroup, nameAttempt, namedAttempt } from "./attempt-groups";

/** Who reported it. */
export type ReportedBy = NonNullable<PendingEvent["by"]>;

/** One locked message and its state after this operation's receipts. */
export type Folding = {
  row: MessageRow;
  tick: Tick;
  attempts: readonly AttemptKey[];
  /** Loaded if a failure is known or reported: then receipts may begin attempts. */
  group: LoadedGroup | null;
  contactSeenAt: Date | null;
  receipts: NewReceipt[];
  learned: { messageId: number; attempt: number; inboxId: number; sourceId: string; isNamed: boolean }[];
  /** A failure was reported without naming the message. */
  isGuessed: boolean;
  /** One of its sends ended without a definite answer. */
  isDoubtful: boolean;
  /** An administrator discarded its send: it is not retried automatically. */
  isDiscarded: boolean;
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
  /** A failure that was reported without naming the message. */
  isGuessed?: boolean;
  /** A person's statement, no report. */
  isStated?: boolean;
};

/** A sender took the message and will report later: its attempt learns the provider's id, and the tick stays. */
export function learn(
  folding: Folding,
  accepted: Omit<FoldedReceipt, "signal" | "error" | "attempt"> & { attempt: number },
): void {
  const { attempt, sourceId } = accepted;
  const isUnnamed = folding.attempts.some((a) => a.number === attempt && a.sourceId === null);
  if (isUnnamed && sourceId !== null) teach(folding, { attempt, sourceId, isNamed: true });
  if (folding.group) nameAttempt(folding.group, attempt, sourceId);
  note(folding, { ...accepted, signal: "accepted", result: "applied", error: null, isNamed: true });
}

/** Nobody knows whether the message was sent: the current attempt becomes unconfirmed. */
export function doubt(
  folding: Folding,
  ended: Omit<FoldedReceipt, "signal" | "attempt"> & { attempt: number },
): void {
  const { tick } = folding;
  if (ended.attempt === tick.attempt) folding.tick = becomeUnconfirmed(tick);
  note(folding, { ...ended, signal: "unconfirmed", result: folding.tick === tick ? "stale" : "applied" });
}

/** Writes what happened into the message's timeline. */
const note = (
  { row: { id: messageId, conversationId }, receipts }: Folding,
  receipt: Omit<NewReceipt, "messageId" | "conversationId">,
): void => void receipts.push({ ...receipt, messageId, conversationId });

function teach(
  folding: Folding,
  { attempt, sourceId, isNamed }: { attempt: number; sourceId: string; isNamed: boolean },
): void {
  const { id: messageId, inboxId } = folding.row;
  folding.attempts = folding.attempts.map((a) => (a.number === attempt ? { ...a, sourceId } : a));
  folding.learned.push({ messageId, attempt, inboxId, sourceId, isNamed });
}

/** `ignored`: why it is stale; null if it was applied. */
export type FoldResult = {
  result: Extract<ReceiptDto["result"], "applied" | "stale">;
  ignored: Ignored | null;
};

/** Folds one receipt in; null when it names an attempt that does not exist. */
export function fold(folding: Folding, receipt: FoldedReceipt, by: ReportedBy | null): FoldResult | null {
  const at = receipt.at < receipt.receivedAt ? receipt.at : receipt.receivedAt;
  const [known, taught] = [folding.tick, folding.learned.length];
  const attempt = foldIn(folding, { ...receipt, at });
  if (attempt === null) return null;
  const result = sameTick(known, folding.tick) ? "stale" : "applied";
  if (by && (result === "applied" || folding.learned.length > taught)) folding.decidedBy = by;
  const { signal, sourceId, error, actor, receivedAt } = receipt;
  const isNamed = receipt.attempt !== null;
  const ignored = result === "stale" ? ignoredIn(folding, { ...receipt, at }, attempt) : null;
  const basis = receipt.isGuessed ? "guessed" : receipt.isStated ? "stated" : null;
  const reason = basis ?? ignored?.reason ?? null;
  note(folding, { attempt, signal, result, reason, sourceId, error, actor, at, receivedAt, isNamed });
  return { result, ignored };
}

/** Why a receipt of this attempt changed nothing. One that names its attempt begins no other. */
function ignoredIn({ tick, group }: Folding, receipt: GroupReceipt, attempt: number): Ignored {
  const attempts = group && isOpen(group) && receipt.attempt === null ? group.attempts : null;
  const next = group && attempts ? nextAttemptOf(attempts, group) : null;
  return ignoredBecause(tick, { ...receipt, attempt }, next);
}

/** Returns the receipt's attempt; null: it names one that does not exist. */
function foldIn(folding: Folding, receipt: GroupReceipt): number | null {
  const { group } = folding;
  if (group && isOpen(group)) return foldIntoGroup(folding, group, receipt);
  if (!group && receipt.signal === "failed") throw new Error("a failure needs the group of its message");
  const found = attemptOfReceipt(folding.attempts, receipt);
  if (!found) return null;
  if (found.teaches && receipt.sourceId !== null)
    teach(folding, {
      attempt: found.attempt,
      sourceId: receipt.sourceId,
      isNamed: receipt.attempt !== null,
    });
  folding.tick = applyReceipt(folding.tick, { ...receipt, attempt: found.attempt }, folding.contactSeenAt);
  return found.attempt;
}

function foldIntoGroup(folding: Folding, group: LoadedGroup, receipt: GroupReceipt): number | null {
  const named = namedAttempt(group, folding.attempts, receipt);
  if (named === undefined) return null;
  const { tick, attempts, attempt } = addToGroup(group, folding, { ...receipt, attempt: named });
  const known = new Set(folding.attempts.map(({ sourceId }) => sourceId));
  const { id: messageId, inboxId } = folding.row;
  for (const { number, sourceId } of attempts)
    if (sourceId !== null && !known.has(sourceId))
      folding.learned.push({ messageId, attempt: number, inboxId, sourceId, isNamed: named !== null });
  folding.tick = tick;
  folding.attempts = attempts;
  return attempt;
}
