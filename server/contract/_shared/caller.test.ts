import { expect, test } from "vitest";
import { type Caller, customerCaller, maySee, systemCaller } from "./caller";

const member = { ...systemCaller(1), userId: 5, inboxIds: [7] };
const callers: Record<string, Caller> = {
  system: systemCaller(1),
  administrator: { ...member, role: "administrator", inboxIds: "all" },
  agent: { ...member, role: "agent" },
  customer: customerCaller({
    accountId: 1,
    inboxId: 7,
    actor: { type: "contact", id: 5, name: "Ana" },
    mayRun: [],
  }),
};

test.each([
  ["an event of their inbox", { inboxId: 7 }, ["system", "administrator", "agent", "customer"]],
  ["an event of another inbox", { inboxId: 8 }, ["system", "administrator"]],
  ["an event of the account", { inboxId: null }, ["system", "administrator", "agent"]],
  [
    "an event for administrators",
    { inboxId: null, audience: "admins" as const },
    ["system", "administrator"],
  ],
  [
    "an event for the member",
    { inboxId: null, audience: "member:5" as const },
    ["system", "administrator", "agent"],
  ],
  [
    "an event for another member",
    { inboxId: null, audience: "member:6" as const },
    ["system", "administrator"],
  ],
])("%s is seen by its audience", (_, where, expected) => {
  expect(Object.keys(callers).filter((name) => maySee(callers[name] as Caller, where))).toEqual(expected);
});
