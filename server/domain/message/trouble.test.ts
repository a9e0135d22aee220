import { expect, test } from "vitest";
import { applyReceipt, firstTick, type Receipt, retry, type Tick } from "./tick";
import { canMarkDelivered, isInTrouble, keepsDismissal } from "./trouble";

const at = new Date("2026-11-20T09:00:00Z");
const pending = firstTick("pending", 1, at);
const stuck: Tick = { ...pending, unconfirmed: true };
const after = (tick: Tick, signal: Receipt["signal"], error: string | null = null): Tick =>
  applyReceipt(tick, { signal, attempt: tick.attempt, at, error }, null);
const failed = after(pending, "failed", "131026");

test.each([
  ["pending", pending, false],
  ["stuck", stuck, true],
  ["failed", failed, true],
  ["sent", after(pending, "sent"), false],
  ["delivered", after(failed, "delivered"), false],
] as const)("a %s message is in trouble: %#", (_, tick, expected) => {
  expect(isInTrouble(tick)).toBe(expected);
  expect(canMarkDelivered(tick, false)).toBe(expected);
});

test("an overdue message may be marked as delivered", () => {
  expect(canMarkDelivered(after(pending, "sent"), true)).toBe(true);
});

test("a dismissal outlasts another text of the same failure, and nothing else", () => {
  expect(keepsDismissal(failed, after(failed, "failed", "131026 (later)"))).toBe(true);
  expect(keepsDismissal(stuck, after(stuck, "failed"))).toBe(false);
  expect(keepsDismissal(failed, after(failed, "delivered"))).toBe(false);
  const again = retry(failed, "pending", at);
  expect(again.kind === "begin" && keepsDismissal(failed, again.tick)).toBe(false);
});
