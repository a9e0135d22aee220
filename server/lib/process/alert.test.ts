import { expect, test, vi } from "vitest";
import { createAlert } from "./alert";

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
