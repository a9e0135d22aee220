import { describe, expect, test } from "vitest";
import {
  afterChangeTry,
  beforeChangeTry,
  type ChangedMessage,
  type ChangeOutcome,
  isDoubtfulAfter,
  isGoneThere,
  triedUntil,
} from "./change";

const NOW = new Date("2026-11-27T09:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - 1_000 * seconds);
const limits = { editMinutes: 15, deleteHours: 48, editableFiles: ["image/"] };
const sent: ChangedMessage = {
  status: "delivered",
  deletedAt: null,
  withdrawnAt: null,
  sourceId: "A1",
  leftAt: ago(60),
  sentAt: null,
  sendAfter: null,
  createdAt: ago(61),
};
const deleted = { ...sent, deletedAt: ago(10) };
const waiting = { ...sent, status: "pending", sourceId: null, leftAt: null } as const;

describe("before a change is made", () => {
  const dropped = { state: "dropped" };
  const failed = { state: "failed", error: expect.any(String) };
  const again = (seconds: number) => ({
    state: "waiting",
    dueMs: NOW.getTime() + 1_000 * seconds,
    error: null,
  });
  test.each([
    ["an edit", "edit", sent, 5, null],
    ["a deletion", "delete", deleted, 10, null],
    ["a message that is deleted permanently", "edit", null, 5, dropped],
    ["an edit of a message that was deleted meanwhile", "edit", deleted, 5, dropped],
    ["a deletion that was undone", "delete", sent, 10, dropped],
    ["a message that did not reach anybody", "edit", { ...sent, status: "failed" }, 5, dropped],
    ["a message without its id yet", "edit", waiting, 1, again(1)],
    ["one without its id for a while", "edit", waiting, 80, again(20)],
    ["one without its id for hours", "edit", waiting, 7_200, again(60)],
    ["one that never gets an id", "edit", waiting, 25 * 3_600, failed],
    ["an edit in the last second", "edit", { ...sent, leftAt: ago(900) }, 5, null],
    ["an edit that is too late", "edit", { ...sent, leftAt: ago(901) }, 5, failed],
    ["a late edit without a receipt", "edit", { ...sent, status: "pending", leftAt: ago(901) }, 5, failed],
    ["a late edit of unknown age", "edit", { ...sent, leftAt: null, createdAt: ago(901) }, 5, failed],
    ["a deletion after days", "delete", { ...deleted, leftAt: ago(48 * 3_600 + 1) }, 10, failed],
  ] as const)("%s", (_, kind, message, secondsAgo, next) =>
    expect(beforeChangeTry(message, { kind, requestedAt: ago(secondsAgo), limits, now: NOW })).toEqual(next),
  );
});

describe("after a try", () => {
  const ambiguous: ChangeOutcome = { kind: "ambiguous", reason: "No answer." };
  const end = { endMs: NOW.getTime(), random: 0.5 };
  const in5 = { state: "waiting", dueMs: NOW.getTime() + 5_000, error: "No answer." };
  const until = (seconds: number) => new Date(NOW.getTime() + 1_000 * seconds);
  test.each([
    ["taken", "edit", { kind: "accepted" }, 1, 600, { state: "done" }],
    ["refused", "edit", { kind: "refused", error: "No." }, 1, 600, { state: "failed", error: "No." }],
    ["without an answer", "edit", ambiguous, 1, 600, in5],
    [
      "without an answer at the end of its time",
      "edit",
      ambiguous,
      1,
      4,
      { state: "failed", error: "No answer." },
    ],
    ["an edit, often", "edit", ambiguous, 9, 600, { ...in5, dueMs: NOW.getTime() + 60_000 }],
    ["a deletion, often", "delete", ambiguous, 9, 86_400, { ...in5, dueMs: NOW.getTime() + 3_600_000 }],
    [
      "with a pause that was asked for",
      "edit",
      { kind: "not_sent", reason: "Slow down.", retryAfterMs: 120_000 },
      1,
      600,
      { state: "waiting", dueMs: NOW.getTime() + 120_000, error: "Slow down." },
    ],
  ] as const)("%s", (_, kind, outcome, tries, leftS, next) =>
    expect(afterChangeTry(outcome, { kind, tries, until: until(leftS) }, end)).toEqual(next),
  );

  test("only a try without a definite answer leaves a doubt, which stays until the change is taken", () => {
    expect(isDoubtfulAfter(ambiguous, false)).toBe(true);
    expect(isDoubtfulAfter({ kind: "refused", error: "No." }, false)).toBe(false);
    expect(isDoubtfulAfter({ kind: "refused", error: "No." }, true)).toBe(true);
    expect(isDoubtfulAfter({ kind: "accepted" }, true)).toBe(false);
  });

  test("a change is tried for as long as the provider takes it", () => {
    expect(triedUntil("edit", sent, limits)).toEqual(new Date(ago(60).getTime() + 15 * 60_000));
    expect(triedUntil("delete", { ...sent, leftAt: null }, limits)).toEqual(
      new Date(ago(61).getTime() + 48 * 3_600_000),
    );
  });
});

test.each([
  ["delete", "waiting", false, false],
  ["delete", "waiting", true, true],
  ["delete", "calling", false, true],
  ["delete", "done", false, true],
  ["delete", "failed", false, false],
  ["delete", "failed", true, true],
  ["delete", "dropped", false, false],
  ["edit", "done", true, false],
] as const)("%s, %s, doubtful %s: the message cannot come back: %s", (kind, state, isDoubtful, isGone) =>
  expect(isGoneThere({ kind, state, isDoubtful })).toBe(isGone),
);
