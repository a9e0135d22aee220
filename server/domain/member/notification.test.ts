import { expect, test } from "vitest";
import { type Happened, noticesOf } from "./notification";

const ADA = 1;
const BO = 2;

test.each<[string, Happened, number | null, unknown[]]>([
  ["assigned by another", { what: "assigned", assigneeId: BO }, ADA, [{ userId: BO, kind: "assigned" }]],
  ["assigned by a program", { what: "assigned", assigneeId: BO }, null, [{ userId: BO, kind: "assigned" }]],
  ["assigned by oneself", { what: "assigned", assigneeId: BO }, BO, []],
  ["unassigned", { what: "assigned", assigneeId: null }, ADA, []],
  [
    "a note's mentions, each once, except the writer",
    { what: "note", mentionIds: [BO, ADA, BO] },
    ADA,
    [{ userId: BO, kind: "mentioned" }],
  ],
  ["a note without mentions", { what: "note", mentionIds: [] }, ADA, []],
  [
    "a customer's message to the assignee",
    { what: "customer wrote", assigneeId: BO, followerIds: [], isUnwanted: false },
    BO, // who entered it
    [{ userId: BO, kind: "message" }],
  ],
  [
    "a customer's message to participants, each once",
    { what: "customer wrote", assigneeId: BO, followerIds: [ADA, BO], isUnwanted: false },
    null,
    [
      { userId: BO, kind: "message" },
      { userId: ADA, kind: "message" },
    ],
  ],
  [
    "a customer's message, unassigned",
    { what: "customer wrote", assigneeId: null, followerIds: [], isUnwanted: false },
    null,
    [],
  ],
  [
    "spam, or from a blocked contact",
    { what: "customer wrote", assigneeId: BO, followerIds: [], isUnwanted: true },
    null,
    [],
  ],
  [
    "a message that was not delivered, also if its writer reported that",
    { what: "not delivered", memberId: BO },
    BO,
    [{ userId: BO, kind: "not_delivered" }],
  ],
  ["a program's message without an assignee", { what: "not delivered", memberId: null }, null, []],
])("%s", (_, happened, by, notices) => {
  expect(noticesOf(happened, by)).toEqual(notices);
});
