import { expect, test } from "vitest";
import { arriveInGroup, attemptsOf, type Group, type GroupReceipt } from "./attempt-group";
import { firstTick, type Tick } from "./tick";

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 20, 9, 0, second));
const GROUP: Group = { first: 1, knownIds: new Map(), gapSeconds: 5 };

const receipt = (
  signal: GroupReceipt["signal"],
  second: number,
  more: Partial<GroupReceipt> = {},
): GroupReceipt => ({ signal, at: at(second), attempt: null, sourceId: null, error: null, ...more });

/** The tick of a pending message after these receipts, one after the other. */
function tickAfter(
  receipts: readonly GroupReceipt[],
  { group = GROUP, seenAt = null }: { group?: Group; seenAt?: Date | null } = {},
): Tick {
  let tick = firstTick("pending", group.first, at(0));
  receipts.forEach((one, i) => {
    const arrival = { earlier: receipts.slice(0, i), receipt: one, group, contactSeenAt: seenAt };
    tick = arriveInGroup({ tick, ...arrival }).tick;
  });
  return tick;
}

const shown = (tick: Tick) => [tick.attempt, tick.status, tick.error?.text ?? null];
const numbers = (receipts: readonly GroupReceipt[], group = GROUP): number =>
  attemptsOf(receipts, group).attempts.length;

test("a message that is sent the gap after its failure is sent by the next attempt", () => {
  const failed = receipt("failed", 10, { error: "no route" });
  expect(shown(tickAfter([failed, receipt("sent", 15)]))).toEqual([2, "sent", null]);
  expect(shown(tickAfter([receipt("sent", 15), failed]))).toEqual([2, "sent", null]);
});

test("a `sent` closer to the failure than the gap is a reordered report", () => {
  expect(shown(tickAfter([receipt("failed", 10, { error: "x" }), receipt("sent", 14)]))).toEqual([
    1,
    "failed",
    "x",
  ]);
});

test("the gap begins at an attempt's first failure", () => {
  expect(numbers([receipt("failed", 10), receipt("failed", 14), receipt("sent", 15)])).toBe(2);
});

test("the next attempt can fail, and be followed by another one", () => {
  const failures = [receipt("failed", 10), receipt("sent", 20), receipt("failed", 22, { error: "again" })];
  expect(shown(tickAfter(failures))).toEqual([2, "failed", "again"]);
  expect(shown(tickAfter([...failures, receipt("sent", 27)]))).toEqual([3, "sent", null]);
});

test("a failure of the attempt before, which comes late, changes nothing visible", () => {
  const before = [receipt("failed", 10), receipt("sent", 20)];
  expect(shown(tickAfter([...before, receipt("failed", 12)]))).toEqual([2, "sent", null]);
  const named = [receipt("sent", 5, { sourceId: "a" }), ...before];
  expect(shown(tickAfter([...named, receipt("failed", 30, { sourceId: "a" })]))).toEqual([2, "sent", null]);
  expect(shown(tickAfter([...before, receipt("failed", 30, { attempt: 1 })]))).toEqual([2, "sent", null]);
});

test("a receipt that names its attempt begins none, also by the source id of an earlier one", () => {
  expect(shown(tickAfter([receipt("failed", 10), receipt("sent", 20, { attempt: 1 })]))).toEqual([
    1,
    "failed",
    null,
  ]);
  const second = [
    receipt("failed", 10, { sourceId: "a" }),
    receipt("sent", 20, { sourceId: "b" }),
    receipt("failed", 21, { sourceId: "b" }),
  ];
  expect(numbers([...second, receipt("sent", 40, { sourceId: "a" })])).toBe(2);
  const group = { ...GROUP, knownIds: new Map([["a", 1]]) };
  expect(numbers([receipt("failed", 10), receipt("sent", 20), receipt("failed", 22)], group)).toBe(2);
  expect(
    numbers(
      [
        receipt("failed", 10),
        receipt("sent", 20),
        receipt("failed", 22),
        receipt("sent", 40, { sourceId: "a" }),
      ],
      group,
    ),
  ).toBe(2);
});

test("an integrator that keeps one source id over all its tries begins attempts too", () => {
  const sourceId = "order-7";
  const receipts = [
    receipt("sent", 1, { sourceId }),
    receipt("failed", 2, { sourceId }),
    receipt("sent", 10, { sourceId }),
  ];
  const { attempts } = attemptsOf(receipts, GROUP);
  expect(attempts.map((attempt) => attempt.sourceIds)).toEqual([["order-7"], ["order-7"]]);
  expect(shown(tickAfter(receipts))).toEqual([2, "sent", null]);
});

test("a delivery of any attempt counts for the last one", () => {
  const delivered = receipt("delivered", 11, { attempt: 1 });
  expect(shown(tickAfter([receipt("failed", 10), receipt("sent", 20), delivered]))).toEqual([
    2,
    "delivered",
    null,
  ]);
  expect(shown(tickAfter([receipt("failed", 10), delivered, receipt("sent", 20)]))).toEqual([
    2,
    "delivered",
    null,
  ]);
});

test("an attempt that was sent before the contact last read is read", () => {
  const receipts = [receipt("failed", 1), receipt("sent", 20)];
  expect(tickAfter(receipts, { seenAt: at(20) }).status).toBe("read");
  expect(tickAfter(receipts, { seenAt: at(19) }).status).toBe("sent");
});

test("without a gap, a `sent` at the time of the failure begins the next attempt, once", () => {
  const group = { ...GROUP, gapSeconds: 0 };
  expect(numbers([receipt("sent", 5), receipt("failed", 5), receipt("sent", 5)], group)).toBe(2);
});
