import { expect, test } from "vitest";
import {
  applyReadUpTo,
  applyReceipt,
  attemptOfReceipt,
  becomeStuck,
  firstTick,
  ignoredBecause,
  MESSAGE_STATUSES,
  nextMessageStatus,
  RECEIPT_SIGNALS,
  type Receipt,
  retry,
  sameTick,
  type Tick,
} from "./tick";

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, second));
const pending = firstTick("pending", 1, at(0));

const receipt = (signal: Receipt["signal"], second: number, more: Partial<Receipt> = {}): Receipt => ({
  signal,
  at: at(second),
  attempt: 1,
  error: null,
  ...more,
});

const after = (tick: Tick, ...receipts: Receipt[]): Tick =>
  receipts.reduce((t, r) => applyReceipt(t, r, null), tick);

test("status × signal: a receipt raises the tick or is stale", () => {
  const table = MESSAGE_STATUSES.map((from) => [
    from,
    ...RECEIPT_SIGNALS.map((s) => nextMessageStatus(from, s) ?? "–"),
  ]);
  expect(table).toEqual([
    // from       sent    failed    delivered    read
    ["pending", "sent", "failed", "delivered", "read"],
    ["sent", "–", "failed", "delivered", "read"],
    ["failed", "–", "–", "delivered", "read"],
    ["delivered", "–", "–", "–", "read"],
    ["read", "–", "–", "–", "–"],
  ]);
});

test("a read receipt before the delivery receipt still reads the message", () => {
  expect(after(pending, receipt("read", 2), receipt("delivered", 1)).status).toBe("read");
});

test("a failure keeps its text, and proof of arrival clears it", () => {
  const failed = after(pending, receipt("failed", 1, { error: "err123" }));
  expect(failed).toMatchObject({ status: "failed", error: { text: "err123" } });
  expect(after(failed, receipt("sent", 2))).toMatchObject({ status: "failed", error: { text: "err123" } });
  expect(after(failed, receipt("delivered", 2))).toMatchObject({ status: "delivered", error: null });
});

test("of several failures the latest text is kept, of simultaneous ones the greatest", () => {
  const texts = (...list: [number, string | null][]) =>
    after(pending, ...list.map(([second, error]) => receipt("failed", second, { error }))).error?.text ??
    null;
  expect(texts([1, "first"], [2, "second"])).toBe("second");
  expect(texts([2, "second"], [1, "first"])).toBe("second");
  expect(texts([1, "a"], [1, "b"])).toBe("b");
  expect(texts([1, "a"], [9, null], [9, ""])).toBe("a");
  expect(texts([1, null])).toBeNull();
});

test("another error text is a change, the same text is none", () => {
  const failed = after(pending, receipt("failed", 1, { error: "a" }));
  expect(sameTick(failed, after(failed, receipt("failed", 2, { error: "b" })))).toBe(false);
  expect(sameTick(failed, after(failed, receipt("failed", 2, { error: "a" })))).toBe(true);
});

test("of an older attempt's receipts, sent and failed are stale, delivered and read apply", () => {
  const second = firstTick("pending", 2, at(10));
  expect(after(second, receipt("sent", 1))).toBe(second);
  expect(after(second, receipt("failed", 1, { error: "late" }))).toBe(second);
  expect(after(second, receipt("delivered", 1))).toMatchObject({ status: "delivered", attempt: 2 });
  expect(after(second, receipt("read", 1))).toMatchObject({ status: "read", attempt: 2 });
});

test("any receipt of the current attempt clears unconfirmed, a stale one of an older attempt does not", () => {
  const unconfirmed: Tick = { ...firstTick("sent", 2, at(0)), unconfirmed: true };
  const confirmed = after(unconfirmed, receipt("sent", 1, { attempt: 2 }));
  expect({ confirmed: confirmed.unconfirmed, isChange: !sameTick(unconfirmed, confirmed) }).toEqual({
    confirmed: false,
    isChange: true,
  });
  expect(after(unconfirmed, receipt("failed", 1)).unconfirmed).toBe(true);
});

test("a message pending for as long as its inbox allows is stuck: unconfirmed, and still pending", () => {
  const minute = (n: number) => new Date(at(0).getTime() + n * 60_000);
  const waiting = { tick: pending, since: at(0), stuckAfterMinutes: 10 };
  expect(becomeStuck(waiting, new Date(minute(10).getTime() - 1))).toBeNull();
  expect(becomeStuck(waiting, minute(10))).toEqual({ ...pending, unconfirmed: true });
  expect(becomeStuck({ ...waiting, since: minute(1) }, minute(10))).toBeNull();
  expect(becomeStuck({ ...waiting, stuckAfterMinutes: 0 }, minute(99_999))).toBeNull();
  expect(becomeStuck({ ...waiting, tick: { ...pending, unconfirmed: true } }, minute(10))).toBeNull();
  for (const status of MESSAGE_STATUSES.filter((one) => one !== "pending"))
    expect(becomeStuck({ ...waiting, tick: { ...pending, status } }, minute(10))).toBeNull();
});

test("every receipt of the attempt clears unconfirmed on a stuck message", () => {
  const stuck: Tick = { ...pending, unconfirmed: true };
  for (const signal of RECEIPT_SIGNALS)
    expect(after(stuck, receipt(signal, 1))).toMatchObject({ status: signal, unconfirmed: false });
});

test("a message is sent at its first sent, delivered or read receipt; a start as sent is only assumed", () => {
  expect(after(pending, receipt("failed", 1)).leftAt).toBeNull();
  expect(after(pending, receipt("read", 5), receipt("sent", 3)).leftAt).toEqual(at(3));
  const startsSent = firstTick("sent", 1, at(0));
  expect(startsSent).toMatchObject({ leftAt: at(0), isLeftAssumed: true });
  expect(after(startsSent, receipt("delivered", 4), receipt("sent", 3), receipt("read", 5)).leftAt).toEqual(
    at(3),
  );
});

test("read up to raises only messages sent by then", () => {
  const upTo = (tick: Tick, second: number) => applyReadUpTo(tick, at(second)).status;
  expect(upTo(after(pending, receipt("sent", 3)), 3)).toBe("read");
  expect(upTo(after(pending, receipt("delivered", 3)), 4)).toBe("read");
  expect(upTo(after(pending, receipt("sent", 3)), 2)).toBe("sent");
  expect(upTo(pending, 9)).toBe("pending");
  expect(upTo(after(pending, receipt("sent", 1), receipt("failed", 2)), 9)).toBe("failed");
  expect(upTo(firstTick("sent", 1, at(3)), 3)).toBe("read");
});

test("a receipt that a message was sent before the contact read makes it read immediately", () => {
  expect(applyReceipt(pending, receipt("sent", 3), at(3)).status).toBe("read");
  expect(applyReceipt(pending, receipt("sent", 3), at(2)).status).toBe("sent");
  expect(applyReceipt(pending, receipt("failed", 1), at(9)).status).toBe("failed");
});

test("retry begins the next attempt at the inbox's first status, only if failed or unconfirmed", () => {
  const failed = after(pending, receipt("sent", 1), receipt("failed", 2, { error: "e" }));
  expect(retry(failed, "pending", at(9))).toEqual({ kind: "begin", tick: firstTick("pending", 2, at(9)) });
  expect(retry(failed, "sent", at(9))).toEqual({ kind: "begin", tick: firstTick("sent", 2, at(9)) });
  expect(retry({ ...pending, unconfirmed: true }, "pending", at(9)).kind).toBe("begin");
  for (const status of ["pending", "sent", "delivered", "read"] as const)
    expect(retry({ ...pending, status }, "pending", at(9))).toEqual({
      kind: "refused",
      code: "message.not_failed",
    });
});

test("a receipt belongs to the attempt of its source id, else to the one it names, else to the current", () => {
  const attempts = [
    { number: 1, sourceId: "wamid.1" },
    { number: 2, sourceId: null },
  ];
  const of = (sourceId: string | null, attempt: number | null) =>
    attemptOfReceipt(attempts, { sourceId, attempt });
  expect(of("wamid.1", 2)).toEqual({ attempt: 1, teaches: false });
  expect(of("wamid.2", 2)).toEqual({ attempt: 2, teaches: true });
  expect(of("wamid.2", null)).toEqual({ attempt: 2, teaches: true });
  expect(of("wamid.2", 1)).toEqual({ attempt: 1, teaches: false });
  expect(of(null, 1)).toEqual({ attempt: 1, teaches: false });
  expect(of(null, null)).toEqual({ attempt: 2, teaches: false });
  expect(of(null, 3)).toBeNull();
});

const next = { failedAt: at(3), countsFrom: at(8) };
test.each([
  ["sent", { signal: "sent" }, "repeated"],
  ["delivered", { signal: "sent" }, "lower"],
  ["delivered", { signal: "failed" }, "lower"],
  ["read", { signal: "delivered" }, "final"],
  ["read", { signal: "failed" }, "final"],
  ["read", { signal: "read" }, "repeated"],
  ["read", { signal: "failed", attempt: 0 }, "final"],
  ["pending", { signal: "failed", attempt: 0 }, "final"],
  ["delivered", { signal: "delivered", attempt: 0 }, "repeated"],
  ["failed", { signal: "failed" }, "repeated"],
  ["failed", { signal: "sent", at: at(2) }, "lower"],
  ["failed", { signal: "sent", at: at(4) }, "too_soon"],
] as const)("of a message that is %s, the ignored report %o is %s", (status, report, reason) => {
  const receipt = { attempt: 1, at: at(9), ...report };
  expect(ignoredBecause({ ...pending, status }, receipt, next)).toEqual({
    reason,
    countsFrom: reason === "too_soon" ? next.countsFrom : null,
  });
});

test("where no receipt can begin another attempt, sent after a failure is final", () => {
  const receipt = { signal: "sent", attempt: 1, at: at(4) } as const;
  expect(ignoredBecause({ ...pending, status: "failed" }, receipt, null)).toEqual({
    reason: "final",
    countsFrom: null,
  });
});
