import { expect, test } from "vitest";
import { mayChangeReply, mayUseReply } from "./canned-reply";

const reply = { visibility: "everybody", inboxIds: [], teamIds: [], ownerId: null } as const;
const ofInbox = { ...reply, visibility: "inboxes", inboxIds: [1, 2] } as const;
const ofTeam = { ...reply, visibility: "teams", teamIds: [7] } as const;
const own = { ...reply, visibility: "own", ownerId: 3 } as const;

const agent = { userId: 3, role: "agent", inboxIds: [2], teamIds: [7] } as const;
const other = { userId: 4, role: "agent", inboxIds: [9], teamIds: [8] } as const;
const admin = { userId: 5, role: "administrator", inboxIds: "all", teamIds: [] } as const;

test.each([
  ["everybody's", reply, [true, true, true]],
  ["one of inboxes", ofInbox, [true, false, true]],
  ["one of teams", ofTeam, [true, false, true]],
  ["a member's own", own, [true, false, false]],
])("%s canned reply is used by those that it is offered to", (_, one, may) => {
  expect([agent, other, admin].map((who) => mayUseReply(one, who))).toEqual(may);
});

test("a member changes their own canned replies, and administrators change the others", () => {
  expect([agent, other, admin].map((who) => mayChangeReply(own, who))).toEqual([true, false, false]);
  expect([agent, other, admin].map((who) => mayChangeReply(ofTeam, who))).toEqual([false, false, true]);
});
