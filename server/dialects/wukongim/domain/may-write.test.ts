import { expect, test } from "vitest";
import { REASONS, type Reason, type Writer, type WrittenChannel, whyNotWritten } from "./may-write";

const flags = { large: false, ban: false, disband: false, sendBan: false, allowStranger: false };
const group: WrittenChannel = { type: 2, flags, hasAllowList: false };
const person: WrittenChannel = { ...group, type: 1 };
const listed = { hasAllowList: true };
const member: Writer = { isSystem: false, isMember: true, isDenied: false, isAllowed: false };
const flagged = (flag: keyof typeof flags, channel = group) => ({
  ...channel,
  flags: { ...flags, [flag]: true },
});

test.each<[string, WrittenChannel, Writer, Reason | null]>([
  ["a member", group, member, null],
  ["a stranger in a group", group, { ...member, isMember: false }, "notSubscriber"],
  [
    "the account, whatever else is",
    flagged("ban"),
    { ...member, isSystem: true, isDenied: true, isMember: false },
    null,
  ],
  ["a denied member", group, { ...member, isDenied: true }, "denied"],
  ["a denied stranger", group, { ...member, isDenied: true, isMember: false }, "denied"],
  ["a member beside an allow list", { ...group, ...listed }, member, "notAllowed"],
  ["a member on the allow list", { ...group, ...listed }, { ...member, isAllowed: true }, null],
  ["one on both lists", { ...group, ...listed }, { ...member, isAllowed: true, isDenied: true }, "denied"],
  ["a member of a banned channel", flagged("ban"), member, "ban"],
  ["a member of a disbanded channel", flagged("disband"), member, "disband"],
  ["a member where sending is banned", flagged("sendBan"), member, "sendBan"],
  ["a member of a large channel", flagged("large"), member, null],
  ["a person beside the receiver's allow list", { ...person, ...listed }, member, "notAllowed"],
  [
    "a person, if the receiver allows strangers",
    { ...flagged("allowStranger", person), ...listed },
    member,
    null,
  ],
  ["a member, if a group allows strangers", { ...flagged("allowStranger"), ...listed }, member, "notAllowed"],
  [
    "a person whom the receiver denies",
    flagged("allowStranger", person),
    { ...member, isDenied: true },
    "denied",
  ],
])("%s", (_, channel, writer, reason) => {
  expect(whyNotWritten(channel, writer)).toBe(reason);
});

test("every reason has WuKongIM's number, each another one", () => {
  expect(new Set(Object.values(REASONS)).size).toBe(Object.keys(REASONS).length);
});
