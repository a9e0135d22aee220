import { expect, test } from "vitest";
import { CONNECTION_PHASES, CONNECTION_SIGNALS, nextPhase } from "./connection";

test.each([
  ["connecting", "connect", "checking"],
  ["connecting", "request", null],
  ["connecting", "late", "closing"],
  ["checking", "connect", null],
  ["checking", "request", null],
  ["checking", "late", null],
  ["checking", "accepted", "connected"],
  ["checking", "refused", "closing"],
  ["connected", "connect", null],
  ["connected", "request", "connected"],
  ["connected", "idle", "closing"],
] as const)("%s and %s gives %s", (from, signal, to) => {
  expect(nextPhase(from, signal)).toBe(to);
});

test("every connection can end, and a closing one does nothing more", () => {
  for (const phase of CONNECTION_PHASES.filter((one) => one !== "closing"))
    expect(nextPhase(phase, "end")).toBe("closing");
  for (const signal of CONNECTION_SIGNALS) expect(nextPhase("closing", signal)).toBeNull();
});
