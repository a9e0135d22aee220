import { expect, test } from "vitest";
import { isQuiet, type QuietHours } from "./quiet-hours";

const WEEKDAYS = [1, 2, 3, 4, 5];
const nights: QuietHours = { days: WEEKDAYS, from: "18:00", to: "08:00" };
const lunch: QuietHours = { days: WEEKDAYS, from: "12:00", to: "13:00" };
const weekends: QuietHours = { days: [6, 7], from: "00:00", to: "00:00" };

// 16 November 2026 is a Monday. Berlin is one hour ahead of UTC in winter, two in summer.
test.each<[string, QuietHours | null, string, string, boolean]>([
  ["none", null, "UTC", "2026-11-16T03:00:00Z", false],
  ["before a lunch break", lunch, "UTC", "2026-11-16T11:59:59Z", false],
  ["the first minute of a lunch break", lunch, "UTC", "2026-11-16T12:00:00Z", true],
  ["the end of a lunch break", lunch, "UTC", "2026-11-16T13:00:00Z", false],
  ["a lunch break on another day", lunch, "UTC", "2026-11-15T12:30:00Z", false],
  ["Monday evening", nights, "UTC", "2026-11-16T18:00:00Z", true],
  ["the morning after Friday's night", nights, "UTC", "2026-11-21T07:59:00Z", true],
  ["the end of Friday's night", nights, "UTC", "2026-11-21T08:00:00Z", false],
  ["Saturday evening, which has no quiet hours", nights, "UTC", "2026-11-21T20:00:00Z", false],
  ["Monday morning: Sunday has no quiet hours", nights, "UTC", "2026-11-16T07:00:00Z", false],
  ["17:30 UTC is 18:30 in Berlin", nights, "Europe/Berlin", "2026-11-16T17:30:00Z", true],
  ["16:30 UTC in summer is 18:30 in Berlin", nights, "Europe/Berlin", "2026-07-13T16:30:00Z", true],
  ["Monday evening in UTC is Tuesday morning in Tokyo", nights, "Asia/Tokyo", "2026-11-16T22:30:00Z", true],
  ["all of Sunday", weekends, "UTC", "2026-11-22T23:59:00Z", true],
  ["the first minute of Monday", weekends, "UTC", "2026-11-23T00:00:00Z", false],
])("%s", (_, quietHours, timeZone, at, quiet) => {
  expect(isQuiet(quietHours, timeZone, new Date(at))).toBe(quiet);
});
