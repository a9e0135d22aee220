import { expect, test } from "vitest";
import { isReservedUid } from "@/server/dialects/wukongim/domain/channel";
import { routeMessage } from "./route-message";

const isAccount = (uid: string) => isReservedUid(uid) || uid === "desk";
const groupOfBefore = { contactId: 1, isGroup: true, conversationId: 2, lastHistoryNumber: 0 };
const places = new Map([["10:old", { ...groupOfBefore, sourceId: "10:old" }]]);
const route = (fromUid: string, channelType: number, channelId: string) =>
  routeMessage({ fromUid, channelType, channelId }, { isAccount, places });

test.each([
  ["desk", 1, "ann", { sourceId: "ann", writer: null, peerUid: "desk", customers: ["ann"] }],
  ["____system", 1, "ann", { sourceId: "ann", writer: null, peerUid: "____system", customers: ["ann"] }],
  ["ann", 1, "desk", { sourceId: "ann", writer: "ann", peerUid: "desk", customers: ["ann"] }],
  ["ann", 1, "____agent_3", { sourceId: "ann", writer: "ann", peerUid: "____agent_3" }],
  ["ann", 1, "bob", { writer: "ann", peerUid: null, customers: ["ann", "bob"] }],
  ["ann", 2, "g1", { sourceId: "2:g1", writer: "ann", customers: null }],
  ["", 10, "ann", { sourceId: "ann", writer: null, peerUid: "10:ann", customers: ["ann"] }],
  ["ann", 10, "ann", { sourceId: "ann", writer: "ann", peerUid: "10:ann", customers: ["ann"] }],
  ["desk", 3, "ann", { sourceId: "ann", writer: null, peerUid: "3:ann", customers: ["ann"] }],
  ["ann", 3, "ann|sales", { sourceId: "ann", writer: "ann", peerUid: "3:ann|sales", customers: ["ann"] }],
  ["ann", 10, "old", { sourceId: "10:old", writer: "ann", customers: null }],
] as const)("from %s to %i %s", (fromUid, channelType, channelId, expected) => {
  expect(route(fromUid, channelType, channelId)).toMatchObject(expected);
});

test.each([
  ["a customer in another visitor's channel", "bob", "ann", "not in the channel"],
  ["the channel of a user of the account", "ann", "desk", "must be the uid of a customer"],
  ["a channel whose id is the name of a group", "", "2:g1", "channel_id: must not"],
  ["a channel without a visitor", "", "|sales", "channel_id: must not"],
])("%s is refused", (_, fromUid, channelId, text) => {
  for (const channelType of [3, 10]) expect(() => route(fromUid, channelType, channelId)).toThrow(text);
});

test("a pair has one channel, whoever writes", () => {
  expect(route("ann", 1, "bob").sourceId).toBe(route("bob", 1, "ann").sourceId);
});

test("a message between users of the account, and one to oneself, are refused", () => {
  expect(() => route("", 1, "desk")).toThrow("one must be a customer");
  expect(() => route("ann", 1, "ann")).toThrow("must not be from_uid");
});
