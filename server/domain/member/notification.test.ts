import { expect, test } from "vitest";
import { type Happened, noticesOf } from "./notification";

const ADA = 1;
const BO = 2;

test.each<[string, Happened, number | null, unknown[]]>([
  ["given by another", { what: "assigned", assigneeId: BO }, ADA, [{ userId: BO, kind: "assigned" }]],
  ["given by a program", { what: "assigned", assigneeId: BO }, null, [{ userId: BO, kind: "assigned" }]],
  ["taken by oneself", { what: "assigned", assigneeId: BO }, BO, []],
  ["given to nobody", { what: "assigned", assigneeId: null }, ADA, []],
  [
    "mentioned, each once, and not oneself",
    { what: "note", mentionIds: [BO, ADA, BO] },
    ADA,
    [{ userId: BO, kind: "mentioned" }],
  ],
  ["a note that mentions nobody", { what: "note", mentionIds: [] }, ADA, []],
  [
    "the customer wrote in one's conversation",
    { what: "customer wrote", assigneeId: BO, followerIds: [], isUnwanted: false },
    BO, // who typed it in
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
  ["in nobody's", { what: "customer wrote", assigneeId: null, followerIds: [], isUnwanted: false }, null, []],
  [
    "spam, or of a blocked contact",
    { what: "customer wrote", assigneeId: BO, followerIds: [], isUnwanted: true },
    null,
    [],
  ],
])("%s", (_, happened, by, notices) => {
  expect(noticesOf(happened, by)).toEqual(notices);
});
