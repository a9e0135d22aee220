import { expect, test } from "vitest";
import { snoozeChoices } from "./snooze-menu";

const choicesAt = (at: string) =>
  Object.fromEntries(snoozeChoices(new Date(at)).map(({ id, until }) => [id, until.toString().slice(0, 21)]));

test("on a Wednesday: in an hour, tomorrow at nine, next Monday at nine, in the reader's time zone", () => {
  expect(choicesAt("2026-11-18T15:20:00")).toEqual({
    hour: "Wed Nov 18 2026 16:20",
    tomorrow: "Thu Nov 19 2026 09:00",
    monday: "Mon Nov 23 2026 09:00",
  });
});

test("on a Monday next Monday is a week away; on a Sunday it is tomorrow and listed once", () => {
  expect(choicesAt("2026-11-16T08:00:00")["monday"]).toBe("Mon Nov 23 2026 09:00");
  expect(Object.keys(choicesAt("2026-11-22T08:00:00"))).toEqual(["hour", "tomorrow"]);
});
