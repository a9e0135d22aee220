import { expect, test } from "vitest";
import {
  CALL_NAMES,
  CALLS,
  callOf,
  connectionWarnings,
  messageTypesOf,
  REPLY_EFFECTS,
  replyEffectOf,
} from "./diagnosis";

const taken = {
  hasCallback: true,
  hasWebhook: false,
  hasBot: false,
  hasSocket: false,
  hasReporter: false,
};
const untaken = { ...taken, hasCallback: false };
const fine = {
  channel: "api" as const,
  takers: taken,
  callbackUrl: "https://crm.example/hook",
  hasToken: true,
  hasAgent: true,
  hasPublicUrl: true,
  hasStuck: false,
  isReviewDue: false,
  isCallbackFailing: false,
  webhooks: [],
};
const webhook = { isEnabled: true, isFailing: false };

test("each call is recognised by its situation, independent of the contact", () => {
  for (const name of CALL_NAMES) expect(callOf(CALLS[name])).toBe(name);
  const contact = { isBlocked: true, isIntegrationOwn: false };
  expect(callOf({ ...CALLS.writeInResolved, contact })).toBe("writeInResolved");
  expect(callOf({ ...CALLS.create, kind: "new", startedBy: "agent", requested: null })).toBeNull();
});

test("an automatic mail is none of the calls: rules of its own decide about it", () => {
  expect(callOf({ ...CALLS.writeInPending, automatic: "answer" })).toBeNull();
  expect(callOf({ ...CALLS.create, automatic: "list" })).toBeNull();
});

test("a working connection has no warnings; each fault has one", () => {
  expect(connectionWarnings(fine)).toEqual([]);
  const none = { ...fine, callbackUrl: null, takers: untaken };
  expect(connectionWarnings(none)).toEqual(["nobodyTakesReplies"]);
  expect(connectionWarnings({ ...none, channel: "wukongim" })).toEqual(["nobodyTakesReplies"]);
  expect(connectionWarnings({ ...none, channel: "widget" })).toEqual([]);
  expect(connectionWarnings({ ...none, takers: { ...untaken, hasSocket: true } })).toEqual([]);
  expect(
    connectionWarnings({ ...fine, hasToken: false, hasAgent: false, hasStuck: true, isReviewDue: true }),
  ).toEqual(["noToken", "noAgent", "stuckMessages", "reviewDue"]);
});

test("a callback or a webhook that fails is a fault", () => {
  expect(connectionWarnings({ ...fine, isCallbackFailing: true })).toEqual(["callbackFailing"]);
  const none = { ...fine, callbackUrl: null, takers: untaken };
  expect(connectionWarnings({ ...none, isCallbackFailing: true })).toEqual(["nobodyTakesReplies"]);
  expect(connectionWarnings({ ...fine, webhooks: [{ ...webhook, isEnabled: false }] })).toEqual([
    "webhookDisabled",
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

test("what a setting does to replies follows from all of them, in every combination", () => {
  const seen = new Set<string>();
  for (const callbackUrl of [null, "https://crm.example/hook"])
    for (const messagesStartAs of ["pending", "sent"] as const)
      for (const stuckAfterMinutes of [0, 1, 10, 1_440])
        for (const retryGapSeconds of [0, 1, 5]) {
          const settings = { callbackUrl, messagesStartAs, stuckAfterMinutes, retryGapSeconds };
          const [callback, start, stuck, gap] = (
            ["callbackUrl", "messagesStartAs", "stuckAfterMinutes", "retryGapSeconds"] as const
          ).map((setting) => replyEffectOf(setting, { ...settings, channel: "api" }));
          const waits = callbackUrl !== null || messagesStartAs === "pending";
          expect(callback).toBe(callbackUrl === null ? "noCallback" : "callback");
          expect(start).toBe(callbackUrl === null ? messagesStartAs : "startUnused");
          expect(stuck).toBe(stuckAfterMinutes === 0 ? "stuckNever" : waits ? "stuckAfter" : "stuckUnused");
          expect(gap).toBe("retryGap");
          for (const effect of [callback, start, stuck, gap]) if (effect) seen.add(effect);
        }
  expect([...seen].sort()).toEqual([...REPLY_EFFECTS].sort());
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
  expect(connectionWarnings({ ...without, callbackUrl: null })).toEqual([]);
});
