import { expect, test } from "vitest";
import { BULK_ENDINGS, BULK_SIGNALS, BULK_STATES, decideBulk, signalAfterTurn } from "./bulk";

test("state × signal: only a running operation ends, and only an interrupted one is resumed", () => {
  const table = BULK_STATES.map((from) => [
    from,
    ...BULK_SIGNALS.map((signal) => {
      const decision = decideBulk(from, signal);
      return "state" in decision ? decision.state : "✗";
    }),
  ]);
  const no = "✗";
  expect(table).toEqual([
    // from              complete     completeWithErrors       fail      cancel       timeOut      rollBack       resume
    ["running", "completed", "completed_with_errors", "failed", "cancelled", "timed_out", "rolled_back", no],
    ["completed", no, no, no, no, no, no, no],
    ["completed_with_errors", no, no, no, no, no, no, no],
    ["failed", no, no, no, no, no, no, "running"],
    ["cancelled", no, no, no, no, no, no, "running"],
    ["timed_out", no, no, no, no, no, no, "running"],
    ["rolled_back", no, no, no, no, no, no, no],
  ]);
});

test("a refused signal names whether the operation is not running or not resumable", () => {
  expect(decideBulk("completed", "cancel")).toEqual({ refused: "bulk_operation.not_running" });
  expect(decideBulk("running", "resume")).toEqual({ refused: "bulk_operation.not_resumable" });
});

test("every end has one event, and only a complete one succeeded", () => {
  const succeeded = Object.entries(BULK_ENDINGS).filter(([, { operation }]) => operation === "succeeded");
  expect(succeeded.map(([state]) => state)).toEqual(["completed"]);
  expect(Object.keys(BULK_ENDINGS).sort()).toEqual(BULK_STATES.filter((state) => state !== "running").sort());
});

test.each([
  ["items are left", { processed: 1, total: 2, failed: 1 }, null],
  ["all succeeded", { processed: 2, total: 2, failed: 0 }, "complete"],
  ["one failed", { processed: 2, total: 2, failed: 1 }, "completeWithErrors"],
])("a turn after which %s", (_, counts, signal) => {
  expect(signalAfterTurn(counts)).toBe(signal);
});
