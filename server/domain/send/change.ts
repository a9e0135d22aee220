import type { ChangeLimits } from "@/server/domain/inbox/channel-traits";
import {
  type Change,
  type Changeable,
  changeableUntil,
  leftAtOf,
  whyProviderRefuses,
} from "@/server/domain/message/content";
import { SEND_FOR_MS, type SendOutcome, sendDelayMs } from "./send";

/** The outcome of one try to change a message that it has sent. It may be repeated: a change is made once. */
export type ChangeOutcome = { kind: "accepted" } | Exclude<SendOutcome, { kind: "accepted" }>;

/** What is stored of a change. `done`: the provider has it; `dropped`: there was nothing to change. */
export const SENT_CHANGE_STATES = ["waiting", "calling", "done", "failed", "dropped"] as const;
export type SentChangeState = (typeof SENT_CHANGE_STATES)[number];

/** A deletion waits for so long before anybody is called: longer than screens offer to undo it at once. */
export const DELETION_WAITS_MS = 10_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** An edit has minutes only. */
const EDIT_DELAY_MAX_MS = MINUTE;
/** For how long a message may get its provider's id: as long as it is sent, and some time for a late report. */
const NAMED_WITHIN_MS = SEND_FOR_MS + 10 * MINUTE;

/** The next state of a change. `error`: why it failed, or is tried again. */
export type NextOfChange =
  | { state: "done" | "dropped" }
  | { state: "failed"; error: string }
  | { state: "waiting"; dueMs: number; error: string | null };

const isDoubt = ({ kind }: ChangeOutcome): boolean => kind === "ambiguous";

/** What follows a try that ended at `endMs`: it is repeated as long as the provider takes changes of the message. */
export function afterChangeTry(
  outcome: ChangeOutcome,
  { kind, tries, until }: { kind: Change; tries: number; until: Date },
  { endMs, random }: { endMs: number; random: number },
): NextOfChange {
  if (outcome.kind === "accepted") return { state: "done" };
  if (outcome.kind === "refused") return { state: "failed", error: outcome.error };
  const pauseMs = outcome.kind === "not_sent" ? outcome.retryAfterMs : null;
  const planned = sendDelayMs(tries, random, null);
  const delayMs = Math.max(kind === "edit" ? Math.min(planned, EDIT_DELAY_MAX_MS) : planned, pauseMs ?? 0);
  const dueMs = endMs + delayMs;
  if (dueMs > until.getTime()) return { state: "failed", error: outcome.reason };
  return { state: "waiting", dueMs, error: outcome.reason };
}

/** Whether the provider may have made the change, after a try with this outcome. */
export const isDoubtfulAfter = (outcome: ChangeOutcome, wasDoubtful: boolean): boolean =>
  outcome.kind !== "accepted" && (wasDoubtful || isDoubt(outcome));

/** A message whose change is due, as it is now. */
export type ChangedMessage = Pick<Changeable, "status" | "deletedAt" | "withdrawnAt" | "fileTypes"> & {
  sourceId: string | null;
  leftAt: Date | null;
  sentAt: Date | null;
  sendAfter: Date | null;
  createdAt: Date;
};

type Due = { kind: Change; requestedAt: Date; limits: ChangeLimits | null; now: Date };

const LATE: Record<Exclude<ReturnType<typeof whyProviderRefuses>, null>, (limits: ChangeLimits) => string> = {
  "message.edit_too_late": ({ editMinutes }) =>
    `The channel takes an edit for ${editMinutes} minutes after the message was sent.`,
  "message.delete_too_late": ({ deleteHours }) =>
    `The channel takes a deletion for ${deleteHours} hours after the message was sent.`,
  "message.file_not_editable": () => "The channel does not edit the text of this kind of file.",
};

/**
 * What becomes of a due change without a call, or null: call. It is dropped where the customer has nothing, and where the message
 * was deleted or restored meanwhile; it waits until the message has its provider's id.
 */
export function beforeChangeTry(
  message: ChangedMessage | null,
  { kind, requestedAt, limits, now }: Due,
): NextOfChange | null {
  if (!message || !limits || message.status === "failed" || message.withdrawnAt !== null)
    return { state: "dropped" };
  if ((message.deletedAt !== null) !== (kind === "delete")) return { state: "dropped" };
  if (message.sourceId === null) {
    const ageMs = now.getTime() - requestedAt.getTime();
    if (ageMs > NAMED_WITHIN_MS)
      return { state: "failed", error: "It is not known whether the message was sent." };
    const dueMs = now.getTime() + Math.min(MINUTE, Math.max(SECOND, ageMs / 4));
    return { state: "waiting", dueMs: Math.round(dueMs), error: null };
  }
  // A message with its provider's id has left, whatever its receipts are.
  const why = whyProviderRefuses(
    kind,
    { ...message, status: "sent", leftAt: leftAtOf(message) },
    { limits, now },
  );
  return why && { state: "failed", error: LATE[why](limits) };
}

/** Until when a due change is tried. */
export const triedUntil = (
  kind: Change,
  message: Pick<ChangedMessage, "leftAt" | "sentAt" | "sendAfter" | "createdAt">,
  limits: ChangeLimits,
): Date => changeableUntil(kind, leftAtOf(message), limits);

/** Whether a deleted message can come back: not if the customer's copy is gone, or may be. */
export const isGoneThere = (change: { kind: Change; state: SentChangeState; isDoubtful: boolean }): boolean =>
  change.kind === "delete" && (change.state === "done" || change.state === "calling" || change.isDoubtful);
