import { expect, test } from "vitest";
import { instantsOf, midnight, parseDayRange } from "./day-range";
import { listGroup } from "./filter-inputs";

test.each(["1970-01-01..9999-12-31", "..9999-12-31", "9999d", "2026-01-01..2026-01-31"])(
  "a list takes the instants of %s",
  (text) => {
    const range = parseDayRange(text);
    const { from, before } = instantsOf(range ?? { lastDays: 1 }, new Date("1980-06-01T00:00:00Z"));
    const group = { createdFrom: from ?? undefined, createdBefore: before ?? undefined };
    expect(listGroup.safeParse(group).error).toBeUndefined();
  },
);

test("a day that begins before 1970 in the reader's time zone begins with 1970", () => {
  expect(midnight("1970-01-01", -1).getTime()).toBe(0);
});
