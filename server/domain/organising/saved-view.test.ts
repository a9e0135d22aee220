import { expect, test } from "vitest";
import { mayChangeView, mayOpenView } from "./saved-view";

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
