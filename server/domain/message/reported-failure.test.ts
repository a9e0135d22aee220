import { expect, test } from "vitest";
import { callsOfReport, type ProgramCall, REPORTED_WITHIN_MS } from "./reported-failure";

const call = (
  messageId: number,
  beganMs: number,
  endedMs: number | null,
  isUnconfirmed = false,
): ProgramCall => ({
  messageId,
  attempt: 1,
  beganMs,
  endedMs,
  isUnconfirmed,
});

// A call takes 510 ms, the next one begins 5 ms later, and the report arrives 7 ms after the answer.
const [first, second, third] = [call(1, 0, 510), call(2, 515, 1_025), call(3, 1_030, 1_540)];

test.each<[what: string, calls: ProgramCall[], atMs: number, about: number[]]>([
  ["the first of two, while the second has begun", [first, call(2, 515, null)], 517, [1]],
  ["the first of two, before its answer is stored", [call(1, 0, null)], 517, [1]],
  ["the second of four, while the third has begun", [first, second, call(3, 1_030, null)], 1_032, [2]],
  ["the second, after the first was reported too", [first, second, call(3, 1_030, null)], 1_032, [2]],
  ["the second, before its answer is stored", [first, call(2, 515, null)], 1_032, [2]],
  ["one of several files, while the others are sent", [first, call(2, 515, null)], 1_400, [2]],
  ["the last one, after all calls", [first, second, third], 1_547, [3]],
  ["the one accepted last, minutes later", [first, second, third], 200_000, [3]],
  ["a call whose end was stored after the report arrived", [first, call(2, 515, 1_050)], 1_032, [2]],
  ["no call that has just begun", [call(1, 0, null)], 12, []],
  ["no call that ended long ago", [first], 510 + REPORTED_WITHIN_MS + 1, []],
  ["nothing without calls", [], 517, []],
  ["a call that timed out", [call(1, 0, 30_000, true)], 45_000, [1]],
  ["a call that timed out, not the one before it", [first, call(2, 515, 30_515, true)], 31_000, [2]],
  [
    "a call that timed out or the one that runs",
    [call(1, 0, 30_000, true), call(2, 30_005, null)],
    30_600,
    [2, 1],
  ],
  [
    "a call that timed out, while the next has just begun",
    [call(1, 0, 30_000, true), call(2, 30_005, null)],
    30_012,
    [1],
  ],
  [
    "a call that timed out or the one accepted after it",
    [call(1, 0, 30_000, true), call(2, 30_005, 30_515)],
    30_522,
    [1, 2],
  ],
])("a report is about %s", (_, calls, atMs, about) => {
  expect(callsOfReport(calls, atMs).map(({ messageId }) => messageId)).toEqual(about);
});
