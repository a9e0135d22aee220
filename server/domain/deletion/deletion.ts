import type { Lifecycle } from "@/server/domain/conversation/conversation";

/** What was shown may be confirmed for so long. */
export const PLAN_MINUTES = 10;
/** A deletion that has not come to its end by then is over; what is left stays in the trash. */
export const DELETION_HOURS = 24;
/** Named in one deletion at most. */
export const DELETION_MAX = 10_000;

/** What of a conversation decides whether it may be deleted for ever. */
export type Deletable = { lifecycle: Lifecycle; isHeld: boolean };

export const KEEP_REASONS = [
  "conversation.not_found",
  "conversation.not_trashed",
  "inbox.legal_hold",
] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/**
 * Why a conversation is not deleted for ever, or null: only from the trash, and not in an inbox on legal hold. A contact
 * is erased with all conversations, in the trash or not.
 */
export function whyKept(
  found: Deletable | null,
  { isErasure }: { isErasure: boolean } = { isErasure: false },
): KeepReason | null {
  if (found === null || found.lifecycle === "purged") return "conversation.not_found";
  if (found.isHeld) return "inbox.legal_hold";
  return found.lifecycle === "trashed" || isErasure ? null : "conversation.not_trashed";
}

/**
 * Why a conversation is left out of a deletion that goes on, or null: for a reason as above; and one that was taken out
 * of the trash and put back since is not the one that was shown: its time in the trash begins anew.
 */
export function whySkipped(
  found: (Deletable & { trashedAt: Date | null }) | null,
  { isErasure, begunAt }: { isErasure: boolean; begunAt: Date },
): KeepReason | "conversation.changed" | null {
  const why = whyKept(found, { isErasure });
  if (why !== null || isErasure) return why;
  return found?.trashedAt && found.trashedAt > begunAt ? "conversation.changed" : null;
}

/** A conversation as it was shown. */
export type Planned = { id: number; version: number; lastNumber: number };

export type SetChange = { id: number; code: KeepReason | "conversation.changed" };

/** What is no longer as it was shown: kept for a reason by now, or changed since. */
export function changesOf(
  planned: readonly Planned[],
  now: ReadonlyMap<number, Deletable & Planned>,
  how: { isErasure: boolean },
): SetChange[] {
  return planned.flatMap(({ id, version, lastNumber }): SetChange[] => {
    const found = now.get(id) ?? null;
    const kept = whyKept(found, how);
    if (kept !== null || found === null) return [{ id, code: kept ?? "conversation.not_found" }];
    const isSame = found.version === version && found.lastNumber === lastNumber;
    return isSame ? [] : [{ id, code: "conversation.changed" }];
  });
}

export type DeletionEnd = "succeeded" | "failed" | "timed_out";

/** How a deletion ends once nothing is left to do or its time is over; null while it goes on. */
export function endOf(
  { total, purged, skipped }: { total: number; purged: number; skipped: number },
  { isLate }: { isLate: boolean },
): DeletionEnd | null {
  if (purged + skipped >= total) return skipped === 0 ? "succeeded" : "failed";
  return isLate ? "timed_out" : null;
}
