import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import {
  afterLookup,
  afterSendTry,
  BLOCKS_FOR_MS,
  callsOfReport,
  needsLookup,
  outcomeOfStatus,
  type ProgramCall,
  REPORTED_WITHIN_MS,
  SEND_FOR_MS,
  type SendOutcome,
  sendDelayMs,
} from "./send";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("tries come 5 s, 15 s, 1 min, 5 min, 15 min, then every hour after the one before", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 30].map((tries) => sendDelayMs(tries, 0.5, null))).toEqual([
    5_000,
    15_000,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    HOUR,
    HOUR,
    HOUR,
  ]);
  expect([sendDelayMs(1, 0, null), sendDelayMs(1, 0.999_999, null)]).toEqual([4_000, 6_000]);
});

test("a requested pause makes a try later, never earlier, and at most a day", () => {
  expect(sendDelayMs(1, 0.5, 90_000)).toBe(90_000);
  expect(sendDelayMs(4, 0.5, 1_000)).toBe(5 * MINUTE);
  expect(sendDelayMs(1, 0.5, 100 * HOUR)).toBe(SEND_FOR_MS);
});

const tried = { tries: 1, queuedMs: 0, isDoubtful: false, deduplicates: false, answersLookups: false };
const at = { endMs: 1_000, random: 0.5 };
const notSent: SendOutcome = { kind: "not_sent", reason: "Connection refused.", retryAfterMs: null };
const ambiguous: SendOutcome = { kind: "ambiguous", reason: "No answer within 30000 ms." };

test.each<[string, SendOutcome, object, object]>([
  ["accepted", { kind: "accepted", sourceId: null, status: "sent" }, {}, { state: "accepted" }],
  ["refused", { kind: "refused", error: "not on WhatsApp" }, {}, { state: "refused" }],
  ["not sent", notSent, {}, { state: "waiting", dueMs: 6_000, isDoubtful: false }],
  ["not sent, with a pause", { ...notSent, retryAfterMs: 60_000 }, {}, { state: "waiting", dueMs: 61_000 }],
  [
    "not sent, tried once more when later messages may go",
    notSent,
    { tries: 5 },
    { state: "waiting", dueMs: 10 * MINUTE },
  ],
  [
    "not sent, with a longer pause than later messages wait",
    { ...notSent, retryAfterMs: 20 * MINUTE },
    { tries: 5 },
    { state: "waiting", dueMs: 20 * MINUTE + 1_000 },
  ],
  ["ambiguous", ambiguous, {}, { state: "unconfirmed" }],
  [
    "ambiguous, of a sender that deduplicates",
    ambiguous,
    { deduplicates: true },
    { state: "waiting", dueMs: 6_000, isDoubtful: true },
  ],
  [
    "ambiguous, of a sender that answers look-ups",
    ambiguous,
    { answersLookups: true },
    { state: "waiting", dueMs: 6_000, isDoubtful: true },
  ],
  [
    "ambiguous for ten minutes, of a sender that answers look-ups",
    ambiguous,
    { answersLookups: true, queuedMs: 1_000 - BLOCKS_FOR_MS },
    { state: "unconfirmed" },
  ],
  ["not sent for 24 hours", notSent, { queuedMs: 2_000 - SEND_FOR_MS }, { state: "expired" }],
  [
    "not sent for 24 hours after a doubtful try",
    notSent,
    { queuedMs: 2_000 - SEND_FOR_MS, isDoubtful: true },
    { state: "unconfirmed" },
  ],
])("%s", (_, outcome, more, next) => {
  expect(afterSendTry(outcome, { ...tried, ...more }, at)).toMatchObject(next);
});

test.each<[string, SendOutcome, object]>([
  [
    "that it did not get it is followed by a send at once",
    notSent,
    { state: "waiting", dueMs: 1_000, isDoubtful: false },
  ],
  [
    "that it has sent it ends the send",
    { kind: "accepted", sourceId: null, status: "sent" },
    { state: "accepted" },
  ],
  [
    "that it could not send it is definite",
    { kind: "refused", error: "" },
    { state: "refused", isDoubtful: false },
  ],
  ["that it does not know is followed by another look-up", ambiguous, { state: "waiting", isDoubtful: true }],
])("a sender's answer to a look-up %s", (_, outcome, next) => {
  const asked = { ...tried, isDoubtful: true, answersLookups: true };
  expect(needsLookup(asked)).toBe(true);
  expect(needsLookup({ ...asked, deduplicates: true })).toBe(false);
  expect(afterLookup(outcome, asked, at)).toMatchObject(next);
});

test("a sender that does not deduplicate is never called again after a try that may have arrived", () => {
  const outcomes = fc.array(
    fc.constantFrom<SendOutcome>(
      notSent,
      ambiguous,
      { kind: "refused", error: "" },
      { ...notSent, retryAfterMs: 5 },
    ),
    { minLength: 1, maxLength: 40 },
  );
  holds(
    fc.property(outcomes, (list) => {
      let send = { ...tried, tries: 0 };
      let endMs = 0;
      for (const [i, outcome] of list.entries()) {
        send = { ...send, tries: i + 1 };
        const next = afterSendTry(outcome, send, { endMs, random: 0.5 });
        if (next.state !== "waiting") {
          expect(next.state).toBe(
            outcome.kind === "refused" ? "refused" : outcome.kind === "ambiguous" ? "unconfirmed" : "expired",
          );
          return;
        }
        expect(outcome.kind).toBe("not_sent");
        expect(next.dueMs).toBeLessThan(SEND_FOR_MS);
        endMs = next.dueMs;
      }
    }),
  );
});

const words = { words: "the answer", retryAfterMs: null };

test.each([
  [301, "refused"],
  [400, "refused"],
  [404, "refused"],
  [408, "ambiguous"],
  [410, "refused"],
  [422, "refused"],
  [425, "not_sent"],
  [429, "not_sent"],
  [500, "ambiguous"],
  [502, "ambiguous"],
  [503, "ambiguous"],
  [504, "ambiguous"],
])("an answer with %i is %s", (status, kind) => {
  expect(outcomeOfStatus(status, words).kind).toBe(kind);
});

test("503 with Retry-After asks for the request again", () => {
  expect(outcomeOfStatus(503, { ...words, retryAfterMs: 1_000 })).toMatchObject({ kind: "not_sent" });
});

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
