import { describe, expect, test } from "vitest";
import { CONNECTION_PHASES, CONNECTION_SIGNALS, nextPhase } from "./connection";
import { type HeaderFlags, readHeader } from "./header";
import { REASONS, type Reason, type Writer, type WrittenChannel, whyNotWritten } from "./may-write";

describe("connection", () => {
  test.each([
    ["connecting", "connect", "checking"],
    ["connecting", "request", null],
    ["connecting", "late", "closing"],
    ["checking", "connect", null],
    ["checking", "request", null],
    ["checking", "late", null],
    ["checking", "accepted", "connected"],
    ["checking", "refused", "closing"],
    ["connected", "connect", null],
    ["connected", "request", "connected"],
    ["connected", "idle", "closing"],
  ] as const)("%s and %s gives %s", (from, signal, to) => {
    expect(nextPhase(from, signal)).toBe(to);
  });

  test("every connection can end, and a closing one does nothing more", () => {
    for (const phase of CONNECTION_PHASES.filter((one) => one !== "closing"))
      expect(nextPhase(phase, "end")).toBe("closing");
    for (const signal of CONNECTION_SIGNALS) expect(nextPhase("closing", signal)).toBeNull();
  });
});

describe("header", () => {
  const header = (syncOnce: 0 | 1 | null, noPersist: 0 | 1 | null, redDot: 0 | 1 | null): HeaderFlags => {
    const flag = (value: 0 | 1 | null) => (value === null ? null : value === 1);
    return { syncOnce: flag(syncOnce), noPersist: flag(noPersist), redDot: flag(redDot) };
  };

  test.each([
    ["an empty header", header(null, null, null), "stored", false],
    ["zeros", header(0, 0, 0), "stored", false],
    ["red_dot", header(0, 0, 1), "stored", true],
    ["sync_once", header(1, 0, 1), "command", false],
    ["no_persist", header(0, 1, 1), "ephemeral", false],
    ["both", header(1, 1, 1), "ephemeral", false],
  ] as const)("%s", (_, flags, storage, countsUnread) => {
    expect(readHeader(flags, "stored")).toMatchObject({ storage, countsUnread });
  });

  test("the account's setting decides only where sync_once is absent", () => {
    expect(readHeader(header(null, null, 1), "command").storage).toBe("command");
    expect(readHeader(header(0, null, 1), "command").storage).toBe("stored");
    expect(readHeader(header(null, 1, 1), "command")).toMatchObject({
      storage: "ephemeral",
      flags: { syncOnce: true, noPersist: true },
    });
  });
});

describe("may write", () => {
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
    [
      "a member, if a group allows strangers",
      { ...flagged("allowStranger"), ...listed },
      member,
      "notAllowed",
    ],
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
});
