import { expect, test } from "vitest";
import { auditDue } from "./review";

const DAY = 86_400_000;
const at = (day: number, release = "1.0.0") => ({ atMs: day * DAY, release });
const when = (day: number, more: { everyDays?: number; release?: string } = {}) => ({
  nowMs: day * DAY,
  everyDays: 7,
  release: "1.0.0",
  ...more,
});

test.each([
  ["without a review, within the week after the creation", { review: null, audit: null }, when(6), null],
  ["without a review, a week after the creation", { review: null, audit: null }, when(7), "time"],
  ["without a review, within the week after an audit", { review: null, audit: at(7) }, when(13), null],
  ["without a review, a week after an audit", { review: null, audit: at(7) }, when(14), "time"],
  [
    "without a review, after an upgrade",
    { review: null, audit: at(7) },
    when(8, { release: "1.1.0" }),
    "release",
  ],
  ["within the week", { review: at(0), audit: null }, when(6), null],
  ["after a week", { review: at(0), audit: null }, when(7), "time"],
  ["within the week after an audit", { review: at(0), audit: at(7) }, when(13), null],
  ["a week after an audit", { review: at(0), audit: at(7) }, when(14), "time"],
  ["a week after a review that was later than the audit", { review: at(9), audit: at(7) }, when(15), null],
  ["after an upgrade", { review: at(0), audit: at(1) }, when(2, { release: "1.1.0" }), "release"],
  [
    "after an upgrade and a later review",
    { review: at(2, "1.1.0"), audit: at(1) },
    when(3, { release: "1.1.0" }),
    null,
  ],
  ["with reminders off", { review: at(0), audit: null }, when(99, { everyDays: 0 }), null],
] as const)("%s", (_, records, time, due) => {
  expect(auditDue({ ...records, createdMs: 0 }, time)).toBe(due);
});
