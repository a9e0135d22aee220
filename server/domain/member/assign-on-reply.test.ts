import { expect, test } from "vitest";
import { assignsReplier, REPLY_ASSIGNMENTS } from "./assign-on-reply";

test("a member's own choice decides whether their reply assigns, and without one the account's default", () => {
  const table = REPLY_ASSIGNMENTS.map((choice) => [
    choice,
    assignsReplier(choice, { accountDefault: false }),
    assignsReplier(choice, { accountDefault: true }),
  ]);
  expect(table).toEqual([
    // choice, the default off, the default on
    ["account", false, true],
    ["always", true, true],
    ["never", false, false],
  ]);
});
