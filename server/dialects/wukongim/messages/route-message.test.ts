import { expect, test } from "vitest";
import { isReservedUid } from "@/server/contract/wukongim/rules";
import { routeMessage } from "./route-message";

const isAccount = (uid: string) => isReservedUid(uid) || uid === "desk";
const route = (fromUid: string, channelType: number, channelId: string) =>
  routeMessage({ fromUid, channelType, channelId }, isAccount);

test.each([
  ["desk", 1, "ann", { sourceId: "ann", writer: null, peerUid: "desk", customers: ["ann"] }],
  ["____system", 1, "ann", { sourceId: "ann", writer: null, peerUid: "____system", customers: ["ann"] }],
  ["ann", 1, "desk", { sourceId: "ann", writer: "ann", peerUid: "desk", customers: ["ann"] }],
  ["ann", 1, "____agent_3", { sourceId: "ann", writer: "ann", peerUid: "____agent_3" }],
  ["ann", 1, "bob", { writer: "ann", peerUid: null, customers: ["ann", "bob"] }],
  ["ann", 2, "g1", { sourceId: "2:g1", writer: "ann", customers: null }],
  ["", 10, "g1", { sourceId: "10:g1", writer: null, customers: null }],
] as const)("from %s to %i %s", (fromUid, channelType, channelId, expected) => {
  expect(route(fromUid, channelType, channelId)).toMatchObject(expected);
});

test("a pair has one channel, whoever writes", () => {
  expect(route("ann", 1, "bob").sourceId).toBe(route("bob", 1, "ann").sourceId);
});

test("a message between users of the account, and one to oneself, are refused", () => {
  expect(() => route("", 1, "desk")).toThrow("one must be a customer");
  expect(() => route("ann", 1, "ann")).toThrow("must not be from_uid");
});
