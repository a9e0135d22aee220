import { expect, test } from "vitest";
import type { HealthDto } from "@/server/contract/health/health";
import { health as sample } from "@/server/contract/health/sample-health";
import { hrefOfUndelivered, isFine } from "./health";

const none = { count: 0, oldestAt: null };
const [inbox, ...others] = sample.inboxes.map((one) => ({
  ...one,
  stuck: none,
  unconfirmed: none,
  failed: none,
  overdue: null,
}));
if (!inbox) throw new Error("the sample has an inbox");
const fine: HealthDto = { ...sample, inboxes: [inbox, ...others] };
const failingSince = sample.at;
const late = { ...sample.queues.sends, oldestDueAt: "2026-11-20T09:30:00.000Z" };

test("nothing needs attention only without troubled messages, late work, receivers that are out and replies that nobody takes", () => {
  expect(isFine(fine)).toBe(true);
  expect(isFine({ ...fine, inboxes: [] })).toBe(false);
  for (const trouble of ["stuck", "unconfirmed", "failed", "overdue"])
    expect(isFine({ ...fine, inboxes: [{ ...inbox, [trouble]: { count: 1, oldestAt: sample.at } }] })).toBe(
      false,
    );
  const sender = { failingSince, pausedUntil: null, lastAnsweredAt: null };
  expect(isFine({ ...fine, inboxes: [{ ...inbox, sender }] })).toBe(false);
  expect(isFine({ ...fine, inboxes: [{ ...inbox, noTakerSince: sample.at }] })).toBe(false);
  expect(isFine({ ...fine, queues: { ...fine.queues, sends: late } })).toBe(false);
  expect(isFine({ ...fine, endpoints: fine.endpoints.map((one) => ({ ...one, failingSince })) })).toBe(false);
});

test("an endpoint that a member disabled needs no attention, one that was disabled for failures does", () => {
  const disabled = (disabledReason: "by_hand" | "failing") =>
    isFine({
      ...fine,
      endpoints: fine.endpoints.map((one) => ({ ...one, state: "disabled", disabledReason })),
    });
  expect([disabled("by_hand"), disabled("failing")]).toEqual([true, false]);
});

test("a link to messages that were not delivered has part of the text and the inbox", () => {
  expect(hrefOfUndelivered({})).toBe("/not-delivered");
  expect(hrefOfUndelivered({ error: "a & b", inboxId: 3 })).toBe("/not-delivered?error=a+%26+b&inbox=3");
  expect(hrefOfUndelivered({ error: "x".repeat(300) })).toHaveLength("/not-delivered?error=".length + 200);
});
