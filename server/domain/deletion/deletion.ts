import type { Lifecycle } from "@/server/domain/conversation/conversation";

/** For how long a prepared deletion may be confirmed. */
export const PLAN_MINUTES = 10;
/** A deletion times out after this. The rest stays in the trash. */
export const DELETION_HOURS = 24;
/** The most conversations in one deletion. */
export const DELETION_MAX = 10_000;

/** The fields that decide whether a conversation may be deleted permanently. */
export type Deletable = { lifecycle: Lifecycle; isHeld: boolean };

/**
 * `trash`: trashed conversations only. `all`: live ones too, for an erased contact or a DELETE, which trashes first. `resolved`:
 * live ones that were resolved longer ago than their inbox keeps them.
 */
export type DeletionScope = "trash" | "all" | "resolved";

export const KEEP_REASONS = [
  "conversation.not_found",
  "conversation.not_trashed",
  "inbox.legal_hold",
] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** Lifecycle × scope → why a conversation that is not on legal hold is kept; null = it is deleted. */
const KEPT: Record<Lifecycle, Record<DeletionScope, KeepReason | null>> = {
  live: { trash: "conversation.not_trashed", all: null, resolved: null },
  trashed: { trash: null, all: null, resolved: null },
  purged: {
    trash: "conversation.not_found",
    all: "conversation.not_found",
    resolved: "conversation.not_found",
  },
};

/** Why a conversation is not deleted permanently, or null. A legal hold keeps every existing one. */
export function whyKept(found: Deletable | null, scope: DeletionScope = "trash"): KeepReason | null {
  if (found === null || found.lifecycle === "purged") return "conversation.not_found";
  return found.isHeld ? "inbox.legal_hold" : KEPT[found.lifecycle][scope];
}

export type SkipReason = KeepReason | "conversation.changed";

/**
 * Why a running deletion skips a conversation, or null: for a reason of `whyKept`, because it was restored and trashed
 * again since, so that its time in the trash begins again, or because its inbox does not delete it now (`isDue`).
 */
export function whySkipped(
  found: (Deletable & { trashedAt: Date | null; isDue: boolean }) | null,
  { scope, begunAt }: { scope: DeletionScope; begunAt: Date },
): SkipReason | null {
  const why = whyKept(found, scope);
  if (why !== null || scope === "all") return why;
  // One that was trashed meanwhile stays in the trash as long as the account keeps it there.
  if (scope === "resolved") return found?.isDue && found.lifecycle === "live" ? null : "conversation.changed";
  return found?.trashedAt && found.trashedAt > begunAt ? "conversation.changed" : null;
}

/** A conversation as it was when the deletion was prepared. */
export type Planned = { id: number; version: number; lastNumber: number };

export type SetChange = { id: number; code: SkipReason };

/** The conversations that changed since the preparation or must be kept now. */
export function changesOf(
  planned: readonly Planned[],
  now: ReadonlyMap<number, Deletable & Planned>,
  scope: DeletionScope,
): SetChange[] {
  return planned.flatMap(({ id, version, lastNumber }): SetChange[] => {
    const found = now.get(id) ?? null;
    const kept = whyKept(found, scope);
    if (kept !== null || found === null) return [{ id, code: kept ?? "conversation.not_found" }];
    const isSame = found.version === version && found.lastNumber === lastNumber;
    return isSame ? [] : [{ id, code: "conversation.changed" }];
  });
}

export const DELETION_STATES = ["running", "succeeded", "failed", "timed_out"] as const;
export type DeletionState = (typeof DELETION_STATES)[number];
export type DeletionEnd = Exclude<DeletionState, "running">;

/**
 * What happens to a deletion. `complete`: all conversations were deleted; `leaveSome`: it ended and some were kept;
 * `resume`: the bulk operation that drives it was resumed.
 */
export const DELETION_SIGNALS = ["complete", "leaveSome", "timeOut", "resume"] as const;
export type DeletionSignal = (typeof DELETION_SIGNALS)[number];

const ENDED = { complete: null, leaveSome: null, timeOut: null, resume: null } as const;

/** State × signal → the next state; null never happens. */
const NEXT: Record<DeletionState, Record<DeletionSignal, DeletionState | null>> = {
  running: { complete: "succeeded", leaveSome: "failed", timeOut: "timed_out", resume: null },
  succeeded: ENDED,
  failed: { ...ENDED, resume: "running" },
  timed_out: { ...ENDED, resume: "running" },
};

/** The state after `signal`; null if a deletion in this state cannot get it. */
export const nextDeletionState = (from: DeletionState, signal: DeletionSignal): DeletionState | null =>
  NEXT[from][signal];

/** The signal that follows a turn; null while conversations remain and there is time. */
export function signalAfterTurn(
  { total, purged, skipped }: { total: number; purged: number; skipped: number },
  { isLate }: { isLate: boolean },
): Exclude<DeletionSignal, "resume"> | null {
  if (purged + skipped >= total) return skipped === 0 ? "complete" : "leaveSome";
  return isLate ? "timeOut" : null;
}

/** The receipts of a month are rolled up so many months after its end; less than the least would empty reports of the last month. */
export const RECEIPT_MONTHS = { min: 3, max: 120 } as const;

/** The longest time that an inbox keeps resolved conversations before it deletes them. */
export const DELETE_RESOLVED_DAYS_MAX = 3_650;

const DAY_MS = 86_400_000;

/** Whether a conversation that was resolved at `sinceMs` is to be deleted now; `days` 0 = never. */
export const isRetentionOver = (sinceMs: number, { days, nowMs }: { days: number; nowMs: number }): boolean =>
  days > 0 && sinceMs <= nowMs - days * DAY_MS;

/** The months before this instant (UTC) are rolled up; null: none is. */
export function rolledUpBefore(now: Date, months: number): Date | null {
  if (months === 0) return null;
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months));
}

/** A message with more receipts keeps them: one that a program floods with reports. */
export const RECEIPTS_ROLLED_UP_MAX = 1_000;
