import { describe, expect, test } from "vitest";
import { ATTRIBUTES_MAX, attributeFault, isDay, isTooMuch, movedPositions } from "./attribute-definition";
import { mayChangeReply, mayUseReply } from "./canned-reply";
import { mayChangeMacro, mayRunMacro } from "./macro";
import { mayChangeView, mayOpenView } from "./saved-view";

describe("attribute definition", () => {
  const placed = (...positions: number[]) => positions.map((position, at) => ({ id: at + 1, position }));

  test.each([
    [
      "up",
      placed(1, 4, 9),
      3,
      -1,
      [
        { id: 3, position: 4 },
        { id: 2, position: 9 },
      ],
    ],
    [
      "down",
      placed(1, 4, 9),
      1,
      1,
      [
        { id: 2, position: 1 },
        { id: 1, position: 4 },
      ],
    ],
    ["up from the top", placed(1, 4), 1, -1, []],
    ["down from the end", placed(1, 4), 2, 1, []],
    ["down, unknown", placed(1, 4), 7, 1, []],
    [
      "up among equals",
      placed(3, 3, 3),
      3,
      -1,
      [
        { id: 3, position: 4 },
        { id: 2, position: 5 },
      ],
    ],
  ] as const)(
    "a definition that moves %s exchanges places with its neighbour",
    (_, all, id, step, expected) => {
      expect(movedPositions(all, id, step)).toEqual(expected);
    },
  );

  test.each([
    ["number", 4.5, null],
    ["number", "4.5", "number"],
    ["percent", Number.NaN, "number"],
    ["checkbox", false, null],
    ["checkbox", "false", "checkbox"],
    ["date", "2026-02-28", null],
    ["date", "2026-02-30", "date"],
    ["link", "https://example.com/a", null],
    ["link", "javascript:alert(1)", "link"],
    ["list", "pro", null],
    ["list", "gold", "choice"],
    ["text", "anything", null],
    ["text", ["anything"], "text"],
  ] as const)("of a %s, the value %j has the fault %j", (kind, value, fault) => {
    expect(attributeFault({ kind, choices: ["free", "pro"] }, value)).toBe(fault);
  });

  test("a leap day is a day only in a leap year", () => {
    expect([isDay("2028-02-29"), isDay("2027-02-29"), isDay("2028-2-29")]).toEqual([true, false, false]);
  });

  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`name ${i}`, "value"]));

  test.each([
    ["as many as allowed", {}, many(ATTRIBUTES_MAX), false],
    ["one more", many(ATTRIBUTES_MAX), many(ATTRIBUTES_MAX + 1), true],
    ["too many, but fewer than before", many(120), many(110), false],
    ["a value that is too long", {}, { note: "x".repeat(16_384) }, true],
    ["one of 16 KiB with its name", {}, { note: "x".repeat(16_384 - 11) }, false],
    ["fewer characters, but more bytes", {}, { note: "ж".repeat(8_192) }, true],
    [
      "a too long value, but shorter than before",
      { note: "x".repeat(30_000) },
      { note: "x".repeat(25_000) },
      false,
    ],
  ])("%s", (_, before, after, isRefused) => {
    expect(isTooMuch(before, after)).toBe(isRefused);
  });
});

describe("canned reply", () => {
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
});

describe("macro", () => {
  const OWNER = { userId: 3, role: "agent" } as const;

  const AGENT = { userId: 4, role: "agent" } as const;

  const ADMIN = { userId: 5, role: "administrator" } as const;

  test.each([
    ["everybody's", { ownerId: null }, { run: [true, true, true], change: [false, false, true] }],
    ["a member's own", { ownerId: 3 }, { run: [true, false, false], change: [true, false, false] }],
  ])("%s macro is run and changed by those who may", (_, macro, { run, change }) => {
    expect([OWNER, AGENT, ADMIN].map((who) => mayRunMacro(macro, who))).toEqual(run);
    expect([OWNER, AGENT, ADMIN].map((who) => mayChangeMacro(macro, who))).toEqual(change);
  });
});

describe("saved view", () => {
  const own = { ownerId: 1, isShared: false };

  const shared = { ownerId: 1, isShared: true };

  const owner = { userId: 1, role: "agent" } as const;

  const agent = { userId: 2, role: "agent" } as const;

  const administrator = { userId: 3, role: "administrator" } as const;

  test.each([
    ["its owner", own, owner, true, true],
    ["another agent", own, agent, false, false],
    ["an administrator", own, administrator, false, false],
    ["its owner, shared", shared, owner, true, true],
    ["another agent, shared", shared, agent, true, false],
    ["an administrator, shared", shared, administrator, true, true],
  ] as const)("who opens and who changes a view: %s", (_, view, who, opens, changes) => {
    expect(mayOpenView(view, who)).toBe(opens);
    expect(mayChangeView(view, who)).toBe(changes);
  });
});
