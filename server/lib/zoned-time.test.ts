import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { createZonedTime } from "./zoned-time";

test.each([
  ["UTC", "2026-01-31T08:00:00.120Z", "2026-01-31T08:00:00.120Z"],
  ["Europe/Berlin", "2026-01-31T08:00:00Z", "2026-01-31T09:00:00.000+01:00"],
  ["Europe/Berlin", "2026-07-31T23:30:00Z", "2026-08-01T01:30:00.000+02:00"],
  ["Asia/Kolkata", "2026-01-31T18:30:00Z", "2026-02-01T00:00:00.000+05:30"],
  ["America/St_Johns", "2026-01-31T00:00:00Z", "2026-01-30T20:30:00.000-03:30"],
])("in %s, %s is %s", (timeZone, at, text) => {
  expect(createZonedTime(timeZone)(at)).toBe(text);
});

test("at the end of summer time, the offset tells the two hours apart", () => {
  const write = createZonedTime("Europe/Berlin");
  expect(["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map(write)).toEqual([
    "2026-10-25T02:30:00.000+02:00",
    "2026-10-25T02:30:00.000+01:00",
  ]);
});

test("whatever the zone, the text is the same instant", () => {
  const zone = fc.constantFrom(
    "UTC",
    "America/New_York",
    "Asia/Shanghai",
    "Pacific/Chatham",
    "Africa/Casablanca",
  );
  const at = fc.date({ min: new Date("1980-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  holds(
    fc.property(zone, at, (timeZone, instant) => {
      expect(new Date(createZonedTime(timeZone)(instant)).getTime()).toBe(instant.getTime());
    }),
  );
});
