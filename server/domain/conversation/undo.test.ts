import { expect, test } from "vitest";
import { type PastChange, statusToRestore, whyNotUndone } from "./undo";

const labels = (isSuperseded: boolean): PastChange => ({ facet: "labels", before: ["vip"], isSuperseded });
const assignee = (isSuperseded: boolean): PastChange => ({ facet: "assignee", before: null, isSuperseded });
const wasLive = (isSuperseded: boolean): PastChange => ({ facet: "lifecycle", before: "live", isSuperseded });
const live = { lifecycle: "live" } as const;

test.each([
  ["the last change of its facet is undone", live, [labels(false)], null],
  ["a change followed by another is not undone", live, [labels(true)], "undo.superseded"],
  [
    "neither of two facets changed together is undone if one changed again",
    live,
    [labels(true), assignee(false)],
    "undo.superseded",
  ],
  ["an operation without changes of the conversation is not found", live, [], "undo.not_found"],
  ["the trashing itself is undone in the trash", { lifecycle: "trashed" } as const, [wasLive(false)], null],
  [
    "an earlier trashing is not undone",
    { lifecycle: "trashed" } as const,
    [wasLive(true)],
    "undo.superseded",
  ],
  [
    "other changes are not undone in the trash",
    { lifecycle: "trashed" } as const,
    [labels(false)],
    "conversation.trashed",
  ],
])("%s", (_, state, changes, why) => {
  expect(whyNotUndone(state, changes)).toBe(why);
});

const NOW = new Date("2026-11-20T09:00:00.000Z");
const before = (snoozedUntil: string | null) =>
  ({ status: "snoozed", snoozedUntil, waitingSince: null }) as const;

test.each([
  ["a snooze is restored with its time", "2026-11-20T09:00:00.001Z", "snoozed", "2026-11-20T09:00:00.001Z"],
  ["a snooze until the customer writes is restored", null, "snoozed", null],
  ["a snooze that ended meanwhile becomes open", "2026-11-20T09:00:00.000Z", "open", null],
])("%s", (_, until, status, snoozedUntil) => {
  expect(statusToRestore(before(until), NOW)).toEqual({
    status,
    snoozedUntil: snoozedUntil === null ? null : new Date(snoozedUntil),
  });
});
