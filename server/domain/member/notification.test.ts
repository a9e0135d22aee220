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
    "mentioned, each once, and not oneself",
    { what: "note", mentionIds: [BO, ADA, BO] },
    ADA,
    [{ userId: BO, kind: "mentioned" }],
  ],
  ["a note without mentions", { what: "note", mentionIds: [] }, ADA, []],
  [
    "the customer wrote in one's conversation",
    { what: "customer wrote", assigneeId: BO, followerIds: [], isUnwanted: false },
    BO, // who entered it
    [{ userId: BO, kind: "message" }],
  ],
  [
    "in one that is followed, each once",
    { what: "customer wrote", assigneeId: BO, followerIds: [ADA, BO], isUnwanted: false },
    null,
    [
      { userId: BO, kind: "message" },
      { userId: ADA, kind: "message" },
    ],
  ],
  ["an unassigned one", { what: "customer wrote", assigneeId: null, followerIds: [], isUnwanted: false }, null, []],
  [
    "spam, or of a blocked contact",
    { what: "customer wrote", assigneeId: BO, followerIds: [], isUnwanted: true },
    null,
    [],
  ],
])("%s", (_, happened, by, notices) => {
  expect(noticesOf(happened, by)).toEqual(notices);
});
