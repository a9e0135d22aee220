import type { ConversationState, ConversationStatus, Lifecycle, Priority } from "./conversation";

/** The earlier values of a change, by facet: facets change independently. */
export type FacetBefore =
  | { facet: "status"; before: StatusBefore }
  | { facet: "assignee"; before: number | null }
  | { facet: "labels"; before: readonly string[] }
  | { facet: "priority"; before: Priority | null }
  | { facet: "team"; before: number | null }
  | { facet: "attributes"; before: Record<string, Json> }
  | { facet: "inbox"; before: InboxBefore }
  | { facet: "lifecycle"; before: Exclude<Lifecycle, "purged"> };

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** `contactInboxId`: the contact's link in that inbox; null if it was not stored. */
export type InboxBefore = { inboxId: number; contactInboxId: number | null };

export type StatusBefore = {
  status: ConversationStatus;
  /** ISO 8601, as all times in this file. */
  snoozedUntil: string | null;
  waitingSince: string | null;
};

/** One change that an operation made, and whether the same facet has changed since. */
export type PastChange = FacetBefore & { isSuperseded: boolean };

export type UndoRefusal = "conversation.trashed" | "undo.not_found" | "undo.superseded";

/**
 * Why an operation's changes cannot be undone, or null if they can. All of them or none. In the trash only the trashing
 * itself can.
 */
export function whyNotUndone(
  { lifecycle }: Pick<ConversationState, "lifecycle">,
  changes: readonly PastChange[],
): UndoRefusal | null {
  const restores = changes.some((change) => change.facet === "lifecycle" && change.before === "live");
  if (lifecycle !== "live" && !restores) return "conversation.trashed";
  if (changes.length === 0) return "undo.not_found";
  return changes.some(({ isSuperseded }) => isSuperseded) ? "undo.superseded" : null;
}

/** The status that an undo restores. A snooze that ended meanwhile becomes open. */
export function statusToRestore(
  { status, snoozedUntil }: StatusBefore,
  now: Date,
): { status: ConversationStatus; snoozedUntil: Date | null } {
  const until = snoozedUntil === null ? null : new Date(snoozedUntil);
  const hasRunOut = status === "snoozed" && until !== null && until <= now;
  return hasRunOut ? { status: "open", snoozedUntil: null } : { status, snoozedUntil: until };
}
