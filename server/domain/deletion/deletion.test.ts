import { expect, test } from "vitest";
import { LIFECYCLES } from "@/server/domain/conversation/conversation";
import {
  changesOf,
  DELETION_SIGNALS,
  DELETION_STATES,
  type Deletable,
  nextDeletionState,
  signalAfterTurn,
  whyKept,
} from "./deletion";

test("lifecycle × legal hold: only trashed ones not on hold are deleted; an erasure deletes live ones too", () => {
  const table = LIFECYCLES.map((lifecycle) => [
    lifecycle,
    whyKept({ lifecycle, isHeld: false }),
    whyKept({ lifecycle, isHeld: true }),
    whyKept({ lifecycle, isHeld: false }, "all"),
    whyKept({ lifecycle, isHeld: true }, "all"),
  ]);
  const [gone, hold] = ["conversation.not_found", "inbox.legal_hold"];
  expect(table).toEqual([
    // lifecycle  by hand                    on hold  erasure  on hold
    ["live", "conversation.not_trashed", hold, null, hold],
    ["trashed", null, hold, null, hold],
    ["purged", gone, gone, gone, gone],
  ]);
  expect(whyKept(null)).toBe(gone);
});

const shown = { id: 7, version: 3, lastNumber: 5 };
const found = (more: Partial<typeof shown & Deletable> = {}) =>
  new Map([[7, { ...shown, lifecycle: "trashed" as const, isHeld: false, ...more }]]);

test.each([
  ["unchanged", found(), []],
  ["changed since", found({ version: 4 }), [{ id: 7, code: "conversation.changed" }]],
  ["written to since", found({ lastNumber: 6 }), [{ id: 7, code: "conversation.changed" }]],
  ["restored since", found({ lifecycle: "live" as never }), [{ id: 7, code: "conversation.not_trashed" }]],
  ["put on hold since", found({ isHeld: true }), [{ id: 7, code: "inbox.legal_hold" }]],
  ["not found", new Map(), [{ id: 7, code: "conversation.not_found" }]],
])("a set whose conversation is %s", (_, now, changes) => {
  expect(changesOf([shown], now, "trash")).toEqual(changes);
});

test("state × signal: a running deletion ends once, and only one that left something is resumed", () => {
  const table = DELETION_STATES.map((from) => [
    from,
    ...DELETION_SIGNALS.map((signal) => nextDeletionState(from, signal)),
  ]);
  expect(table).toEqual([
    // from       complete   leaveSome   timeOut    resume
    ["running", "succeeded", "failed", "timed_out", null],
    ["succeeded", null, null, null, null],
    ["failed", null, null, null, "running"],
    ["timed_out", null, null, null, "running"],
  ]);
});

test.each([
  ["all were deleted", { total: 2, purged: 2, skipped: 0 }, false, "complete"],
  ["some were kept", { total: 2, purged: 1, skipped: 1 }, false, "leaveSome"],
  ["all were deleted, late", { total: 2, purged: 2, skipped: 0 }, true, "complete"],
  ["some remain", { total: 2, purged: 1, skipped: 0 }, false, null],
  ["some remain, late", { total: 2, purged: 1, skipped: 0 }, true, "timeOut"],
])("a turn of a deletion after which %s", (_, counts, isLate, signal) => {
  expect(signalAfterTurn(counts, { isLate })).toBe(signal);
});
