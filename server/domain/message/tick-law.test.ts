import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { arriveInGroup, attemptsOf, type Group, type GroupReceipt } from "./attempt-group";
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

/** Receipts of a group at few instants, some of which name an attempt or a source id. */
const groupReceipt = fc.record<GroupReceipt>({
  signal: fc.constantFrom(...RECEIPT_SIGNALS),
  at: instant,
  attempt: fc.constantFrom(null, null, null, 1, 2, 3),
  sourceId: fc.constantFrom(null, null, "a", "b", "c"),
  error,
});

const groups = fc.record<Group>({
  first: fc.constant(2),
  knownIds: fc.constantFrom(new Map(), new Map([["a", 2]])),
  gapSeconds: fc.integer({ min: 0, max: 3 }),
});

const foldGroup = (start: Tick, receipts: readonly GroupReceipt[], group: Group, seen: Date | null): Tick =>
  receipts.reduce(
    (tick, receipt, i) =>
      arriveInGroup({ tick, earlier: receipts.slice(0, i), receipt, group, contactSeenAt: seen }).tick,
    start,
  );

test("law 2 with times: reports that begin attempts end in the same tick in any order", () => {
  const cases = fc.array(groupReceipt, { maxLength: 8 }).chain((receipts) =>
    fc.record({
      receipts: fc.constant(receipts),
      again: fc.subarray(receipts).chain((repeated) => shuffled([...receipts, ...repeated])),
      group: groups,
      startsAs: fc.constantFrom("pending" as const, "sent" as const),
      startedAt: instant,
      seen: seenAt,
    }),
  );
  holds(
    fc.property(cases, ({ receipts, again, group, startsAs, startedAt, seen }) => {
      const start = firstTick(startsAs, group.first, startedAt);
      expect(foldGroup(start, again, group, seen)).toEqual(foldGroup(start, receipts, group, seen));
    }),
    { runs: 5000 },
  );
});

test("the number of attempts never falls when a report without a source id comes late", () => {
  const nameless = groupReceipt.map((one) => ({ ...one, sourceId: null }));
  holds(
    fc.property(fc.array(nameless, { maxLength: 8 }), nameless, groups, (receipts, late, group) => {
      const before = attemptsOf(receipts, group).attempts.length;
      const after = attemptsOf([...receipts, late], group).attempts.length;
      expect(after).toBeGreaterThanOrEqual(before);
    }),
    { runs: 5000 },
  );
});

test("reports that never fall within the gap end as they do without a group", () => {
  const noRetry = groupReceipt.map((one) => ({ ...one, attempt: null, sourceId: null }));
  holds(
    fc.property(fc.array(noRetry, { maxLength: 8 }), first, seenAt, (receipts, start, seen) => {
      const group = { first: start.attempt, knownIds: new Map<string, number>(), gapSeconds: 7 };
      const known = receipts.map((one) => ({ ...one, attempt: start.attempt }));
      expect(foldGroup(start, receipts, group, seen)).toEqual(fold(start, known, seen));
    }),
    { runs: 5000 },
  );
});
