import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { readEnv } from "@/server/lib/env/env";
import { createAlert } from "./alert";
import { createLog } from "./log";
import { RELEASE } from "./release";
import { hashOfEmail } from "./security-log";

describe("alert", () => {
  function open(quietMs = 0) {
    const clock = { ms: 0 };
    const log = { error: vi.fn(), info: vi.fn() };
    const gauge = { set: vi.fn() };
    const alert = createAlert({
      log,
      begins: "it began",
      ends: "it ended",
      gauge,
      quietMs,
      nowMs: () => clock.ms,
    });
    return { alert, log, gauge, clock };
  }

  test("a condition that is reported many times is one line when it begins, and one when it ends", () => {
    const { alert, log, gauge, clock } = open();
    alert.clear();
    for (let i = 0; i < 1_000; i++) alert.raise({ code: "53100" });
    expect(alert.isRaised()).toBe(true);
    clock.ms = 60_000;
    alert.clear();
    alert.clear();
    expect(log.error.mock.calls).toEqual([[{ alert: true, code: "53100" }, "it began"]]);
    expect(log.info.mock.calls).toEqual([[{ alert: true, seconds: 60 }, "it ended"]]);
    expect(gauge.set.mock.calls.flat()).toEqual([0, 1, 0]);
    expect(alert.isRaised()).toBe(false);
  });

  test("what fails now and then is one condition until it was quiet long enough", () => {
    const { alert, log, clock } = open(10_000);
    for (clock.ms = 0; clock.ms < 60_000; clock.ms += 6_000) {
      alert.raise({});
      alert.clear();
    }
    expect([log.error.mock.calls.length, log.info.mock.calls.length]).toEqual([1, 0]);
    clock.ms += 10_000;
    alert.clear();
    expect(log.info).toHaveBeenCalledTimes(1);
  });
});

describe("log", () => {
  test("credentials never reach the log, in any field", () => {
    const lines: string[] = [];
    const log = createLog({ write: (line) => lines.push(line) });
    log.level = "info";
    const secrets = {
      authorization: "Bearer s3cret",
      cookie: "s=s3cret",
      api_access_token: "s3cret",
      password: "s3cret",
      token: "s3cret",
    };
    log.info({ ...secrets, headers: secrets, req: { headers: secrets } }, "request");
    expect(lines.join("")).toContain("[redacted]");
    expect(lines.join("")).not.toContain("s3cret");
  });
});

describe("rate", () => {
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
});

describe("release", () => {
  test("the release is package.json's", () => {
    expect(JSON.parse(readFileSync("package.json", "utf8"))).toMatchObject({ version: RELEASE });
  });
});

describe("security log", () => {
  test("the hash of an email ignores its case and blanks, and does not contain it", () => {
    const hash = hashOfEmail(" Ada@Example.test ");
    expect(hash).toBe(hashOfEmail("ada@example.test"));
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(hash).not.toBe(hashOfEmail("bea@example.test"));
  });
});
