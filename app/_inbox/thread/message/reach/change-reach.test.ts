import { expect, test } from "vitest";
import type { ChangeReachDto } from "@/server/contract/message/message-facts";
import { againMs, nextOf, tickOfEdit } from "./use-change-reach";

const EDITED_AT = "2026-01-01T12:05:00.000Z";
const change = (state: NonNullable<ChangeReachDto["change"]>["state"]) => ({
  state,
  route: "webhook" as const,
  madeAt: EDITED_AT,
  at: null,
  receiver: null,
  error: null,
});

test.each([
  ["unsent", "both", "read"],
  ["own", "both", "read"],
  ["waiting", "edit", "pending"],
  ["told", "edit", "sent"],
  ["failed", "edit", "failed"],
  ["kept", "first", "read"],
  ["unknown", "first", "read"],
] as const)("an edit that is %s has the tick of %s: %s", (state, of, status) =>
  expect(tickOfEdit(change(state), "read", "2026-01-01T12:30:00.000Z")).toEqual({ of, status }),
);

test("an edit that Tickline shows is read once the customer has read since", () => {
  const shown = (seenAt: string | null) => tickOfEdit(change("shown"), "read", seenAt)?.status;
  expect(shown(null)).toBe("sent");
  expect(shown("2026-01-01T12:04:59.000Z")).toBe("sent");
  expect(shown("2026-01-01T12:05:01.000Z")).toBe("read");
});

test("the blue tick of the first version is never shown before the edit's is known", () =>
  expect(tickOfEdit(null, "read", null)).toBeNull());

test("what a change would do is said only if the customer has the message", () => {
  expect(nextOf("unsent")).toBeNull();
  expect((["shown", "callback", "webhook", "log", "none"] as const).map(nextOf)).toEqual([
    "shown",
    "told",
    "told",
    "told",
    "none",
  ]);
});

test("a webhook's answer is asked for less and less often, and never less than once a minute", () => {
  expect([0, 1, 2, 3, 5, 6, 500].map(againMs)).toEqual([3_000, 3_000, 6_000, 12_000, 48_000, 60_000, 60_000]);
});
