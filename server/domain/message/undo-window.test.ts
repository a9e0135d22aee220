import { expect, test } from "vitest";
import { decideWithdraw, sendAfterOf } from "./undo-window";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, seconds));
const NOW = at(8);
const left = { kind: "refused", code: "message.already_left" };

test.each([
  ["within its undo window", { sendAfter: at(9), withdrawnAt: null }, true, { kind: "withdraw" }],
  ["at the end of its undo window", { sendAfter: NOW, withdrawnAt: null }, true, left],
  ["without an undo window", { sendAfter: null, withdrawnAt: null }, true, left],
  ["withdrawing twice changes nothing", { sendAfter: at(9), withdrawnAt: at(5) }, true, { kind: "keep" }],
  [
    "another member's message is not withdrawn",
    { sendAfter: at(9), withdrawnAt: null },
    false,
    { kind: "refused", code: "message.not_yours" },
  ],
] as const)("%s", (_, message, isWriter, decision) => {
  expect(decideWithdraw(message, isWriter, NOW)).toEqual(decision);
});

test.each([
  [0, null],
  [-1, null],
  [1_000, at(9)],
  [3_600_000, at(68)],
])("an undo window of %s ms", (holdMs, until) => {
  expect(sendAfterOf(holdMs, NOW)).toEqual(until);
});
