import { type Channel, keepsOneConversation } from "@/server/domain/inbox/channel";

export const CONVERSATION_STATUSES = ["open", "pending", "snoozed", "resolved"] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

export const LIFECYCLES = ["live", "trashed", "purged"] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** The priorities, lowest first. */
export const PRIORITIES = ["low", "medium", "high", "urgent"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The signals of agents, timers and bots. The policy decides about a customer's message. */
export const CONVERSATION_SIGNALS = [
  "resolve",
  "reopen",
  "markPending",
  "snooze",
  "wake",
  "handoff",
] as const;
export type ConversationSignal = (typeof CONVERSATION_SIGNALS)[number];

/** The signals that change a conversation's lifecycle. Its status stays. */
export const LIFECYCLE_SIGNALS = ["trash", "restore", "purge"] as const;
export type LifecycleSignal = (typeof LIFECYCLE_SIGNALS)[number];

export type ConversationRefusal =
  | "conversation.not_snoozed"
  | "conversation.not_pending"
  | "conversation.trashed"
  | "conversation.snooze_in_past";

const KEEP = "–";
type Cell = ConversationStatus | typeof KEEP | ConversationRefusal;

/** from × signal. `–` changes nothing and makes no event; a code is a refusal. */
export const TRANSITIONS: Record<ConversationStatus, Record<ConversationSignal, Cell>> = {
  open: {
    resolve: "resolved",
    reopen: KEEP,
    markPending: "pending",
    snooze: "snoozed",
    wake: "conversation.not_snoozed",
    handoff: "conversation.not_pending",
  },
  pending: {
    resolve: "resolved",
    reopen: "open",
    markPending: KEEP,
    snooze: "snoozed",
    wake: "conversation.not_snoozed",
    handoff: "open",
  },
  snoozed: {
    resolve: "resolved",
    reopen: "open",
    markPending: "pending",
    snooze: "snoozed",
    wake: "open",
    handoff: "conversation.not_pending",
  },
  resolved: {
    resolve: KEEP,
    reopen: "open",
    markPending: "pending",
    snooze: "snoozed",
    wake: "conversation.not_snoozed",
    handoff: "conversation.not_pending",
  },
};

type Move = Lifecycle | typeof KEEP | "conversation.not_trashed" | "conversation.not_found";

/** lifecycle × signal. Only trashed conversations are purged, and a purged one is not found. */
export const MOVES: Record<Lifecycle, Record<LifecycleSignal, Move>> = {
  live: { trash: "trashed", restore: KEEP, purge: "conversation.not_trashed" },
  trashed: { trash: KEEP, restore: "live", purge: "purged" },
  purged: {
    trash: "conversation.not_found",
    restore: "conversation.not_found",
    purge: "conversation.not_found",
  },
};

export type MoveDecision =
  | { kind: "set"; lifecycle: Lifecycle }
  | { kind: "keep" }
  | { kind: "refused"; code: Extract<Move, `${string}.${string}`> };

/** The decision about a lifecycle signal. */
export function decideMove(from: Lifecycle, signal: LifecycleSignal): MoveDecision {
  const move = MOVES[from][signal];
  if (move === KEEP) return { kind: "keep" };
  if (move === "live" || move === "trashed" || move === "purged") return { kind: "set", lifecycle: move };
  return { kind: "refused", code: move };
}

/** Whether a snooze ended while the conversation was in the trash: restoring wakes it. */
export const hasSnoozeEnded = (
  { status, snoozedUntil }: Pick<ConversationState, "status" | "snoozedUntil">,
  now: Date,
): boolean => status === "snoozed" && snoozedUntil !== null && snoozedUntil <= now;

export type ConversationState = {
  status: ConversationStatus;
  lifecycle: Lifecycle;
  snoozedUntil: Date | null;
};

export type SignalDecision =
  | { kind: "set"; status: ConversationStatus; snoozedUntil: Date | null }
  | { kind: "keep" }
  | { kind: "refused"; code: ConversationRefusal };

/** Whether a snooze until then would be over immediately. */
export const isSnoozeOver = (until: Date, now: Date): boolean => until <= now;

const isStatus = (cell: Cell): cell is ConversationStatus => !cell.includes(".") && cell !== KEEP;

/**
 * The decision about a status signal. `until` applies to snooze only: null = until the customer writes. A snooze of a
 * snoozed conversation to another time is `set` with the same status, and its event is `conversation.updated`.
 */
export function decideSignal(
  state: ConversationState,
  signal: ConversationSignal,
  { until, now }: { until: Date | null; now: Date },
): SignalDecision {
  if (state.lifecycle !== "live") return { kind: "refused", code: "conversation.trashed" };
  if (signal === "snooze" && until !== null && isSnoozeOver(until, now))
    return { kind: "refused", code: "conversation.snooze_in_past" };

  const cell = TRANSITIONS[state.status][signal];
  if (cell === KEEP) return { kind: "keep" };
  if (!isStatus(cell)) return { kind: "refused", code: cell };
  const snoozedUntil = cell === "snoozed" ? until : null;
  const same = cell === state.status && snoozedUntil?.getTime() === state.snoozedUntil?.getTime();
  return same ? { kind: "keep" } : { kind: "set", status: cell, snoozedUntil };
}

/** The conversation that the customer has under this name in the inbox. */
export type Existing = { lifecycle: Exclude<Lifecycle, "purged">; status: ConversationStatus };

/**
 * `begin`: a new conversation. Where the channel keeps one, what there is already: `continue` it as it is, `reopen` it with the
 * status that a new one would get, or `refuse` the request.
 */
export type Beginning = "begin" | "continue" | "reopen" | "refuse";

/** What a request for a new conversation does. `orExisting`: the caller takes the one there is. */
export function decideBeginning(
  inbox: { channel: Channel },
  existing: Existing | null,
  { orExisting }: { orExisting: boolean },
): Beginning {
  if (!existing || !keepsOneConversation(inbox)) return "begin";
  if (!orExisting) return "refuse";
  return existing.lifecycle === "trashed" || existing.status === "resolved" ? "reopen" : "continue";
}
