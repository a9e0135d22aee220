import { expect, test } from "vitest";
import { mayChangeMacro, mayRunMacro } from "./macro";

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
