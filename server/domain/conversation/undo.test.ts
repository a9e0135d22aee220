import { expect, test } from "vitest";
import { type PastChange, statusToPutBack, whyNotUndone } from "./undo";

const labels = (isSuperseded: boolean): PastChange => ({ facet: "labels", before: ["vip"], isSuperseded });
const assignee = (isSuperseded: boolean): PastChange => ({ facet: "assignee", before: null, isSuperseded });
const wasLive = (isSuperseded: boolean): PastChange => ({ facet: "lifecycle", before: "live", isSuperseded });
const live = { lifecycle: "live" } as const;

test.each([
  ["the last change of its facet is undone", live, [labels(false)], null],
  ["a change followed by another is not undone", live, [labels(true)], "undo.superseded"],
  [
    "of two facets changed together, neither when one changed again",
    live,
    [labels(true), assignee(false)],
    "undo.superseded",
  ],
  ["an operation that changed nothing here is not known here", live, [], "undo.not_found"],
  ["that it is in the trash is undone there", { lifecycle: "trashed" } as const, [wasLive(false)], null],
  [
    "that it was in the trash before is not",
    { lifecycle: "trashed" } as const,
    [wasLive(true)],
    "undo.superseded",
  ],
  [
    "a trashed conversation stays as it is",
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
  expect(statusToPutBack(before(until), NOW)).toEqual({
    status,
    snoozedUntil: snoozedUntil === null ? null : new Date(snoozedUntil),
  });
});
