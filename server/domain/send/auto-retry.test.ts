import fc from "fast-check";
import { expect, test } from "vitest";
import { firstTick, MESSAGE_STATUSES, type Tick } from "@/server/domain/message/tick";
import { holds } from "@/test/support/scenes/property";
import {
  AUTO_RETRY_HOURS,
  AUTO_RETRY_LIMIT,
  type AutoRetrySettings,
  autoRetryDelayMs,
  decideAutoRetry,
  type FailedMessage,
  NOT_RETRIED,
  type RetryHistory,
} from "./auto-retry";

const NINE = new Date("2026-11-20T09:00:00Z");
const after = (ms: number) => new Date(NINE.getTime() + ms);
const HOUR_MS = 3_600_000;

const settings: AutoRetrySettings = {
  autoRetry: true,
  autoRetryLimit: AUTO_RETRY_LIMIT.default,
  autoRetryHours: AUTO_RETRY_HOURS.default,
  autoRetryErrors: [],
};
const history: RetryHistory = {
  automatic: 0,
  isCancelled: false,
  hasOwnRetries: false,
  mayHaveArrived: false,
  isGuessed: false,
  isUnwanted: false,
};
const failed = (text: string | null, more: Partial<Tick> = {}): FailedMessage => ({
  id: 7,
  tick: {
    ...firstTick("pending", 1, NINE),
    status: "failed",
    error: text === null ? null : { at: NINE, text },
    ...more,
  },
  writtenAt: NINE,
  isDeleted: false,
});
const decide = (
  message: FailedMessage,
  more: { settings?: Partial<AutoRetrySettings>; history?: Partial<RetryHistory>; now?: Date } = {},
) =>
  decideAutoRetry(message, {
    settings: { ...settings, ...more.settings },
    history: { ...history, ...more.history },
    now: more.now ?? NINE,
  });

const busy = failed("400: (#131016) Service temporarily unavailable");

test.each([
  ["(#130429) Rate limit hit", "at"],
  ["131056: pair rate limit hit", "at"],
  ["Request failed with status code 429", "at"],
  ["503 Service Unavailable", "at"],
  ["(#4) Application request limit reached", "at"],
  ["connect ECONNREFUSED 10.0.0.5:443", "at"],
  ["connect etimedout 10.0.0.5:443", "at"],
  ["131026: Message undeliverable", "permanent"],
  ["131047: more than 24 hours have passed", "permanent"],
  ["131049: not delivered to maintain a healthy ecosystem", "permanent"],
  ["132001: template does not exist", "permanent"],
  ["1131016", "permanent"],
  ["500 Internal Server Error", "permanent"],
  ["502 Bad Gateway", "permanent"],
  ["504 Gateway Timeout", "permanent"],
  ["read ETIMEDOUT", "permanent"],
  ["read ECONNRESET", "permanent"],
  [null, "permanent"],
])("a failure %s is decided as %s", (text, expected) => {
  const decision = decide(failed(text));
  expect(decision?.kind === "not" ? decision.reason : decision?.kind).toBe(expected);
});

test.each([
  ["of an inbox that is switched off", { settings: { autoRetry: false } }, "off"],
  ["that was guessed", { history: { isGuessed: true } }, "guessed"],
  ["after an attempt that may have arrived", { history: { mayHaveArrived: true } }, "may_have_arrived"],
  ["of a program that sends again by itself", { history: { hasOwnRetries: true } }, "own_retries"],
  ["to somebody who is not to be written to", { history: { isUnwanted: true } }, "unwanted"],
  ["whose retry was cancelled", { history: { isCancelled: true } }, "cancelled"],
  ["after as many retries as the inbox allows", { history: { automatic: 4 } }, "limit"],
  ["whose message is too old", { now: after(6 * HOUR_MS + 1) }, "too_old"],
  ["that is not on the inbox's own list", { settings: { autoRetryErrors: ["131000"] } }, "permanent"],
])("a temporary failure %s is not retried", (_, more, reason) => {
  expect(decide(busy, more)).toEqual({ kind: "not", reason });
});

test("an inbox's own list is matched in any case, with * for any text", () => {
  const settings = { autoRetryErrors: ["session * CLOSED"] };
  expect(decide(failed("Error: Session 12 was closed"), { settings })?.kind).toBe("at");
  expect(decide(failed("Error: closed session"), { settings })?.kind).toBe("not");
  expect(decide(failed("Error"), { settings: { autoRetryErrors: ["*"] } })?.kind).toBe("not");
});

test("a deleted message is not retried", () => {
  expect(decide({ ...busy, isDeleted: true })).toBeNull();
});

test("automatic retries come after 30 seconds, 2, 8 and 32 minutes, and then hourly", () => {
  expect([0, 1, 2, 3, 4, 9].map((done) => autoRetryDelayMs(done, 0.5) / 1000)).toEqual([
    30, 120, 480, 1_920, 3_600, 3_600,
  ]);
  expect([autoRetryDelayMs(0, 0), autoRetryDelayMs(0, 1)]).toEqual([24_000, 36_000]);
});

const anything = {
  message: fc.record({
    id: fc.nat(),
    isDeleted: fc.boolean(),
    writtenAt: fc.integer({ min: -86_400_000, max: 0 }).map(after),
    tick: fc.record<Tick>({
      status: fc.constantFrom(...MESSAGE_STATUSES),
      error: fc.option(
        fc.record({
          at: fc.integer({ min: 0, max: HOUR_MS }).map(after),
          text: fc.constantFrom("131016", "131026", ""),
        }),
      ),
      attempt: fc.integer({ min: 1, max: 9 }),
      unconfirmed: fc.boolean(),
      leftAt: fc.constant(null),
      isLeftAssumed: fc.constant(false),
    }),
  }),
  history: fc.record<RetryHistory>({
    automatic: fc.integer({ min: 0, max: 12 }),
    isCancelled: fc.boolean(),
    hasOwnRetries: fc.boolean(),
    mayHaveArrived: fc.boolean(),
    isGuessed: fc.boolean(),
    isUnwanted: fc.boolean(),
  }),
  settings: fc.record<AutoRetrySettings>({
    autoRetry: fc.boolean(),
    autoRetryLimit: fc.integer({ min: 1, max: 10 }),
    autoRetryHours: fc.integer({ min: 1, max: 24 }),
    autoRetryErrors: fc.constantFrom([], ["131016"]),
  }),
};

test("only a definite temporary failure that nobody stopped is retried, within its limit and its end", () => {
  holds(
    fc.property(
      anything.message,
      anything.history,
      anything.settings,
      fc.integer({ min: 0, max: 86_400_000 }).map(after),
      (message, past, set, now) => {
        const decision = decideAutoRetry(message, { settings: set, history: past, now });
        if (message.tick.status !== "failed" || message.isDeleted) {
          expect(decision).toBeNull();
          return;
        }
        if (decision?.kind !== "at") {
          expect(NOT_RETRIED).toContain(decision?.reason);
          return;
        }
        expect(message.tick.error?.text).toBe("131016");
        expect({ ...past, automatic: 0 }).toEqual({ ...history, automatic: 0 });
        expect(past.automatic).toBeLessThan(set.autoRetryLimit);
        const endMs = message.writtenAt.getTime() + set.autoRetryHours * HOUR_MS;
        expect(Math.max(decision.at.getTime(), now.getTime())).toBeLessThanOrEqual(endMs);
        expect(decision.at.getTime()).toBeGreaterThan(message.tick.error?.at.getTime() ?? 0);
      },
    ),
    { runs: 3000 },
  );
});

test("a message that fails each time is retried at most as often as allowed, and its retries end", () => {
  holds(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 24 }),
      (id, limit, hours) => {
        let [now, automatic] = [NINE, 0];
        for (;;) {
          const message = {
            ...failed("131016", { attempt: automatic + 1, error: { at: now, text: "131016" } }),
            id,
          };
          const decision = decide(message, {
            settings: { autoRetryLimit: limit, autoRetryHours: hours },
            history: { automatic },
            now,
          });
          if (decision?.kind !== "at") break;
          now = decision.at;
          automatic++;
        }
        expect(automatic).toBeLessThanOrEqual(limit);
        expect(now.getTime()).toBeLessThanOrEqual(after(hours * HOUR_MS).getTime());
      },
    ),
  );
});
