import type { Lifecycle } from "@/server/domain/conversation/conversation";

/** What was shown may be confirmed for so long. */
export const PLAN_MINUTES = 10;
/** A deletion that has not come to its end by then is over; what is left stays in the trash. */
export const DELETION_HOURS = 24;
/** Named in one deletion at most. */
export const DELETION_MAX = 10_000;

/** What decides whether a conversation may be deleted permanently. */
export type Deletable = { lifecycle: Lifecycle; isHeld: boolean };

/** `trash`: what lies in the trash. `all`: live conversations too, of an erased contact or of one DELETE that trashes first. */
export type DeletionScope = "trash" | "all";

export const KEEP_REASONS = [
  "conversation.not_found",
  "conversation.not_trashed",
  "inbox.legal_hold",
] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** Lifecycle × scope → why a conversation that is not on legal hold is kept; null: it is deleted. */
const KEPT: Record<Lifecycle, Record<DeletionScope, KeepReason | null>> = {
  live: { trash: "conversation.not_trashed", all: null },
  trashed: { trash: null, all: null },
  purged: { trash: "conversation.not_found", all: "conversation.not_found" },
};

/** Why a conversation is not deleted permanently, or null. A legal hold keeps everything that is still there. */
export function whyKept(found: Deletable | null, scope: DeletionScope = "trash"): KeepReason | null {
  if (found === null || found.lifecycle === "purged") return "conversation.not_found";
  return found.isHeld ? "inbox.legal_hold" : KEPT[found.lifecycle][scope];
}

export type SkipReason = KeepReason | "conversation.changed";

/**
 * Why a conversation is left out of a deletion that goes on, or null: for a reason as above; and one that was restored
 * and trashed again since is not the one that was shown: its time in the trash begins anew.
 */
export function whySkipped(
  found: (Deletable & { trashedAt: Date | null }) | null,
  { scope, begunAt }: { scope: DeletionScope; begunAt: Date },
): SkipReason | null {
  const why = whyKept(found, scope);
  if (why !== null || scope === "all") return why;
  return found?.trashedAt && found.trashedAt > begunAt ? "conversation.changed" : null;
}

/** A conversation as it was shown. */
export type Planned = { id: number; version: number; lastNumber: number };

export type SetChange = { id: number; code: SkipReason };

/** What is no longer as it was shown: kept for a reason by now, or changed since. */
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
 * What happens to a deletion. `complete`: all of it is gone; `leaveSome`: nothing is left to do, and some was kept;
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

/** The state after `signal`; null when a deletion in this state cannot get it. */
export const nextDeletionState = (from: DeletionState, signal: DeletionSignal): DeletionState | null =>
  NEXT[from][signal];

/** The signal that follows a turn; null while something is left and there is time. */
export function signalAfterTurn(
  { total, purged, skipped }: { total: number; purged: number; skipped: number },
  { isLate }: { isLate: boolean },
): Exclude<DeletionSignal, "resume"> | null {
  if (purged + skipped >= total) return skipped === 0 ? "complete" : "leaveSome";
  return isLate ? "timeOut" : null;
}
