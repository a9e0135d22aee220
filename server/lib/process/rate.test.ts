import { expect, test } from "vitest";
import { readEnv } from "@/server/lib/env/env";

test("a rate is written as an amount, a unit and a burst", () => {
  const read = (RATE_LIMIT_TOKEN: string) => readEnv({ RATE_LIMIT_TOKEN }).RATE_LIMIT_TOKEN;
  expect(read("300/s burst 600")).toEqual({ perSecond: 300, burst: 600 });
  expect(read("30/min")).toEqual({ perSecond: 0.5, burst: 30 });
  expect(read("36/h burst 5")).toEqual({ perSecond: 0.01, burst: 5 });
  expect(read("off")).toBeNull();
  expect(read("")).toEqual({ perSecond: 1000, burst: 5000 });
});

test("any other text stops the start and is named", () => {
  for (const RATE_LIMIT_REFUSED of ["10", "0/s", "-1/s", "1/day", "10/s burst 0", "10/s, 20", "OFF"])
    expect(() => readEnv({ RATE_LIMIT_REFUSED })).toThrow(
      "invalid configuration: RATE_LIMIT_REFUSED: must be a rate like 300/s burst 600, or off",
    );
});

test("the limits are on by default, and generous", () => {
  const env = readEnv({});
  expect(env.RATE_LIMITS).toBe(true);
  expect(env.RATE_LIMIT_TOKEN?.perSecond).toBeGreaterThanOrEqual(300);
  expect(readEnv({ RATE_LIMITS: "false" }).RATE_LIMITS).toBe(false);
});
