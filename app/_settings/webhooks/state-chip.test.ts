import { expect, test } from "vitest";
import { shownStateOf } from "./state-chip";

const [EARLIER, LATER] = ["2026-11-19T10:00:00.000Z", "2026-11-19T10:00:01.000Z"];
const enabled = { state: "enabled", failingSince: null } as const;
const health = { pausedUntil: null, lastDeliveredAt: null, lastFailedAt: null };

test.each([
  ["that was never called is enabled", health, "enabled"],
  ["whose only attempts failed is retrying", { ...health, lastFailedAt: EARLIER }, "retrying"],
  [
    "whose last attempt failed is retrying",
    { ...health, lastDeliveredAt: EARLIER, lastFailedAt: LATER },
    "retrying",
  ],
  [
    "that took a delivery after a failure is enabled",
    { ...health, lastDeliveredAt: LATER, lastFailedAt: EARLIER },
    "enabled",
  ],
  ["that is paused is so first", { ...health, pausedUntil: LATER, lastFailedAt: EARLIER }, "paused"],
])("an enabled webhook %s", (_, given, shown) => {
  expect(shownStateOf({ ...enabled, health: given })).toBe(shown);
});

test("a disabled webhook is shown as such whatever its last attempt was", () => {
  expect(
    shownStateOf({ state: "disabled", failingSince: null, health: { ...health, lastFailedAt: LATER } }),
  ).toBe("disabled");
});
