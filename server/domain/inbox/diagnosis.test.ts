import { expect, test } from "vitest";
import { CALL_NAMES, CALLS, callOf, connectionWarnings, messageTypesOf, replyTakers } from "./diagnosis";

const fine = {
  channel: "api" as const,
  callbackUrl: "https://crm.example/hook",
  hasToken: true,
  hasAgent: true,
  hasPublicUrl: true,
  hasStuck: false,
  isReviewDue: false,
  isCallbackFailing: false,
  webhooks: [],
  isLogRead: false,
};
const webhook = { isForReplies: true, isEnabled: true, isFailing: false };

test("each call is recognised by its situation, independent of the contact", () => {
  for (const name of CALL_NAMES) expect(callOf(CALLS[name])).toBe(name);
  const contact = { isBlocked: true, isIntegrationOwn: false };
  expect(callOf({ ...CALLS.writeInResolved, contact })).toBe("writeInResolved");
  expect(callOf({ ...CALLS.create, kind: "new", startedBy: "agent", requested: null })).toBeNull();
});

test("a working connection has no warnings; each fault has one", () => {
  expect(connectionWarnings(fine)).toEqual([]);
  expect(connectionWarnings({ ...fine, callbackUrl: null })).toEqual(["nobodyTakesReplies"]);
  expect(connectionWarnings({ ...fine, channel: "widget", callbackUrl: null })).toEqual([]);
  expect(
    connectionWarnings({ ...fine, hasToken: false, hasAgent: false, hasStuck: true, isReviewDue: true }),
  ).toEqual(["noToken", "noAgent", "stuckMessages", "reviewDue"]);
});

test("nobody takes the replies, unless a callback, an enabled webhook that hears of them, or a reader of the log", () => {
  const none = { ...fine, callbackUrl: null };
  const warningsOf = (more: object) => connectionWarnings({ ...none, ...more });
  expect(warningsOf({ webhooks: [webhook] })).toEqual([]);
  expect(warningsOf({ isLogRead: true })).toEqual([]);
  expect(warningsOf({ webhooks: [{ ...webhook, isForReplies: false }] })).toEqual(["nobodyTakesReplies"]);
  expect(warningsOf({ webhooks: [{ ...webhook, isEnabled: false }] })).toEqual([
    "nobodyTakesReplies",
    "webhookDisabled",
  ]);
  expect(replyTakers({ ...fine, webhooks: [webhook], isLogRead: true })).toEqual([
    "callback",
    "webhook",
    "log",
  ]);
  expect(replyTakers(none)).toEqual([]);
});

test("a callback or a webhook that fails is a fault", () => {
  expect(connectionWarnings({ ...fine, isCallbackFailing: true })).toEqual(["callbackFailing"]);
  expect(connectionWarnings({ ...fine, callbackUrl: null, isCallbackFailing: true })).toEqual([
    "nobodyTakesReplies",
  ]);
  expect(connectionWarnings({ ...fine, webhooks: [{ ...webhook, isFailing: true }] })).toEqual([
    "webhookFailing",
  ]);
});

test("an endpoint hears of the message types that it subscribes to, and of all with *", () => {
  const known = ["conversation.created", "message.created", "message.send_requested"];
  expect(messageTypesOf(["*"], known)).toEqual(["message.created", "message.send_requested"]);
  expect(messageTypesOf(["message.created/out", "conversation.created"], known)).toEqual([
    "message.created/out",
  ]);
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

test("without a public address, files cannot be fetched by a callback on another machine", () => {
  const without = { ...fine, hasPublicUrl: false };
  expect(connectionWarnings(without)).toEqual(["filesLocal"]);
  expect(connectionWarnings({ ...without, callbackUrl: "https://10.1.2.3/hook" })).toEqual([
    "callbackLocal",
    "filesLocal",
  ]);
  expect(connectionWarnings({ ...without, callbackUrl: "https://localhost:4000/hook" })).toEqual([
    "callbackLocal",
  ]);
  expect(connectionWarnings({ ...without, callbackUrl: null })).toEqual(["nobodyTakesReplies"]);
});
