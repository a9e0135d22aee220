import { expect, test } from "vitest";
import { sentSince } from "./timeline-lines";

const [CREATED, HELD, SECOND] = [
  "2026-11-20T09:00:00.000Z",
  "2026-11-20T09:00:10.000Z",
  "2026-11-21T08:00:00.000Z",
];
const attempts = [
  { number: 1, startedAt: CREATED },
  { number: 2, startedAt: SECOND },
];

test.each([
  ["the first attempt", { attempt: 1, sendAfter: null }, attempts, CREATED],
  ["the first attempt after an undo window", { attempt: 1, sendAfter: HELD }, attempts, HELD],
  ["a later attempt, whatever the undo window was", { attempt: 2, sendAfter: HELD }, attempts, SECOND],
  ["an attempt without a row", { attempt: 1, sendAfter: null }, [], CREATED],
])("%s is sent since its start", (_, message, of, since) => {
  expect(sentSince({ ...message, createdAt: CREATED }, of)).toBe(since);
});
