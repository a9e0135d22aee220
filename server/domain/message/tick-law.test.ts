import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import {
  applyReadUpTo,
  applyReceipt,
  becomeStuck,
  firstTick,
  MESSAGE_STATUSES,
  RECEIPT_SIGNALS,
  type Receipt,
  type Tick,
} from "./tick";

/** Few instants, so that equal and crossing times are common. */
const instant = fc
  .integer({ min: 0, max: 6 })
  .map((second) => new Date(Date.UTC(2026, 10, 20, 9, 0, second)));
const attempt = fc.integer({ min: 1, max: 3 });
const error = fc.constantFrom(null, "", "a", "b", "err123");

const first = fc
  .tuple(fc.constantFrom("pending" as const, "sent" as const), attempt, instant, fc.boolean())
  .map(([startsAs, number, at, unconfirmed]): Tick => ({ ...firstTick(startsAs, number, at), unconfirmed }));
const seenAt = fc.option(instant, { nil: null });

/** Receipts of the tick's own attempt and of older ones: a later attempt does not exist. */
const receiptsOf = (tick: Tick) =>
  fc.array(
    fc.record<Receipt>({
      signal: fc.constantFrom(...RECEIPT_SIGNALS),
      attempt: fc.integer({ min: 1, max: tick.attempt }),
      at: instant,
      error,
    }),
    { maxLength: 8 },
  );

const shuffled = <T>(items: T[]) => fc.shuffledSubarray(items, { minLength: items.length });

/** A first tick, receipts, and the same receipts permuted and partly repeated. */
const history = first.chain((tick) =>
  receiptsOf(tick).chain((receipts) =>
    fc.record({
      tick: fc.constant(tick),
      receipts: fc.constant(receipts),
      again: fc.subarray(receipts).chain((repeated) => shuffled([...receipts, ...repeated])),
      seenAt,
    }),
  ),
);

const fold = (tick: Tick, receipts: readonly Receipt[], contactSeenAt: Date | null) =>
  receipts.reduce((t, r) => applyReceipt(t, r, contactSeenAt), tick);

const rank = (tick: Tick) => MESSAGE_STATUSES.indexOf(tick.status);

test("law 2: any permutation and repetition of receipts end in the same tick", () => {
  holds(
    fc.property(history, ({ tick, receipts, again, seenAt: seen }) => {
      expect(fold(tick, again, seen)).toEqual(fold(tick, receipts, seen));
    }),
    { runs: 5000 },
  );
});

test("law 2 holds if a message becomes stuck anywhere among its receipts and one is of its attempt", () => {
  holds(
    fc.property(history, fc.nat(), fc.nat(), ({ tick, receipts, again, seenAt: seen }, one, other) => {
      const foundAfter = (list: readonly Receipt[], at: number) => {
        const before = fold(tick, list.slice(0, at), seen);
        const waiting = { tick: before, since: new Date(0), stuckAfterMinutes: 1 };
        return fold(becomeStuck(waiting, new Date()) ?? before, list.slice(at), seen);
      };
      const [end, endAgain] = [
        foundAfter(receipts, one % (receipts.length + 1)),
        foundAfter(again, other % (again.length + 1)),
      ];
      const isReported = receipts.some(
        (r) => r.attempt === tick.attempt || r.signal === "delivered" || r.signal === "read",
      );
      expect(endAgain).toEqual(end);
      expect(end.unconfirmed).toBe(!isReported && (tick.unconfirmed || tick.status === "pending"));
    }),
    { runs: 5000 },
  );
});

test("the status is the highest receipt of the attempt, unless the contact has read since it was sent", () => {
  const ofAttempt = (tick: Tick) => (r: Receipt) =>
    r.attempt === tick.attempt || r.signal === "delivered" || r.signal === "read";
  holds(
    fc.property(history, ({ tick, receipts }) => {
      const ranks = receipts.filter(ofAttempt(tick)).map((r) => MESSAGE_STATUSES.indexOf(r.signal));
      expect(rank(fold(tick, receipts, null))).toBe(Math.max(rank(tick), ...ranks));
    }),
  );
});

test("within an attempt the tick never falls, also if the contact reads in between", () => {
  holds(
    fc.property(history, fc.array(instant, { maxLength: 3 }), ({ tick, receipts }, instants) => {
      let now = tick;
      let seen: Date | null = null;
      for (const [i, receipt] of receipts.entries()) {
        const readAt: Date | undefined = instants[i];
        if (readAt && (seen === null || readAt > seen)) seen = readAt;
        const next = applyReceipt(seen ? applyReadUpTo(now, seen) : now, receipt, seen);
        expect(rank(next)).toBeGreaterThanOrEqual(rank(now));
        now = next;
      }
    }),
  );
});

test("a repeated receipt changes nothing, also after the contact has read", () => {
  holds(
    fc.property(history, instant, ({ tick, receipts }, readAt) => {
      // Before the contact reads, no attempt can have begun later than that.
      const begun = fold(firstTick("pending", tick.attempt, readAt), receipts, null);
      const read = applyReadUpTo(begun, readAt);
      expect(fold(read, receipts, readAt)).toEqual(read);
    }),
    { runs: 2000 },
  );
});

test("only a failed tick has an error text", () => {
  holds(
    fc.property(history, ({ tick, receipts, seenAt: seen }) => {
      const end = fold(tick, receipts, seen);
      expect(end.error === null || end.status === "failed").toBe(true);
    }),
  );
});
