import { expect, test } from "vitest";
import { isTimeZone, TIME_ZONES } from "./time-zones";

test("a time zone is an IANA name that dates can be shown in, and nothing else", () => {
  expect(["UTC", "Europe/Berlin", "Asia/Shanghai", "America/Sao_Paulo"].every(isTimeZone)).toBe(true);
  expect(["Asia/Kolkata", "Asia/Calcutta", "Europe/Kyiv", "Etc/GMT+5"].every(isTimeZone)).toBe(true);
  expect(["", "Berlin", "utc+1", "+01:00", "Europe/Berlin "].some(isTimeZone)).toBe(false);
  expect(new Set(TIME_ZONES).size).toBe(TIME_ZONES.length);
});
