import { expect, test } from "vitest";
import { sentSince } from "./timeline-lines";
import { beginsAsSent, isUnreported } from "./unreported";

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

test("a message begins as sent only in an inbox that says so, without a callback, while no provider's id is known", () => {
  for (const callbackUrl of [null, "https://crm.example/hook"])
    for (const messagesStartAs of ["pending", "sent"] as const)
      for (const sourceId of [null, "wamid.1"])
        expect(beginsAsSent({ callbackUrl, messagesStartAs }, { sourceId })).toBe(
          callbackUrl === null && messagesStartAs === "sent" && sourceId === null,
        );
});

const ofMember = { type: "user" as const, id: 1, name: "Ada" };
const message = { status: "sent" as const, sourceId: null, attempt: 2, sender: ofMember };
const sent = { signal: "sent" as const, attempt: 2 };
const none = { receipts: [], hasMore: false };

test.each([
  ["a sent message without a report", message, none, true],
  ["a report about an earlier attempt", message, { ...none, receipts: [{ ...sent, attempt: 1 }] }, true],
  ["a report about the current attempt", message, { ...none, receipts: [sent] }, false],
  ["a history that is not shown to its end", message, { ...none, hasMore: true }, false],
  ["a message with a provider's id", { ...message, sourceId: "wamid.1" }, none, false],
  [
    "a message that a program wrote",
    { ...message, sender: { ...ofMember, type: "token" as const } },
    none,
    false,
  ],
  ["a pending message", { ...message, status: "pending" as const }, none, false],
  ["a delivered message", { ...message, status: "delivered" as const }, none, false],
])("%s: unreported is %s", (_, of, data, expected) => {
  expect(isUnreported(of, data)).toBe(expected);
});
