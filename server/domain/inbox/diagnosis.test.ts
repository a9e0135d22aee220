import { expect, test } from "vitest";
import { CALL_NAMES, CALLS, callOf, connectionWarnings } from "./diagnosis";

const fine = {
  channel: "api" as const,
  callbackUrl: "https://crm.example/hook",
  hasToken: true,
  hasAgent: true,
  hasStuck: false,
  isReviewDue: false,
};

test("each call is recognised by its situation, independent of the contact", () => {
  for (const name of CALL_NAMES) expect(callOf(CALLS[name])).toBe(name);
  const contact = { isBlocked: true, isIntegrationOwn: false };
  expect(callOf({ ...CALLS.writeInResolved, contact })).toBe("writeInResolved");
  expect(callOf({ ...CALLS.create, kind: "new", startedBy: "agent", requested: null })).toBeNull();
});

test("a working connection has no warnings; each fault has one", () => {
  expect(connectionWarnings(fine)).toEqual([]);
  expect(connectionWarnings({ ...fine, callbackUrl: null })).toEqual(["noCallback"]);
  expect(connectionWarnings({ ...fine, channel: "widget", callbackUrl: null })).toEqual([]);
  expect(
    connectionWarnings({ ...fine, hasToken: false, hasAgent: false, hasStuck: true, isReviewDue: true }),
  ).toEqual(["noToken", "noAgent", "stuckMessages", "reviewDue"]);
});

test.each([
  ["http://crm.example/hook", ["callbackUnencrypted"]],
  ["https://localhost:4000/hook", ["callbackLocal"]],
  ["http://127.0.0.1/hook", ["callbackUnencrypted", "callbackLocal"]],
  ["https://user:pass@10.1.2.3", ["callbackLocal"]],
  ["https://172.20.0.4/hook", ["callbackLocal"]],
  ["https://172.32.0.4/hook", []],
  ["https://localhost.example/hook", []],
  ["https://10.example/hook", []],
])("a callback to %s: %j", (callbackUrl, expected) => {
  expect(connectionWarnings({ ...fine, callbackUrl })).toEqual(expected);
});
