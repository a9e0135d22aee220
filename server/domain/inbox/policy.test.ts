import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { ALL_POLICIES, situations } from "@/test/support/scenes/policies";
import { holds } from "@/test/support/scenes/property";
import {
  DEFAULT_POLICY,
  decideStatus,
  isIntegrationOwn,
  type Policy,
  policyWarnings,
  restoreCause,
  type Situation,
} from "./policy";

const ordinary = { contact: { isBlocked: false, isIntegrationOwn: false }, isSpam: false };
const blocked = { contact: { isBlocked: true, isIntegrationOwn: false } };
const integration = { contact: { isBlocked: true, isIntegrationOwn: true }, isSpam: true };

type Facts = Partial<Pick<Situation, "contact" | "isSpam" | "automatic">>;
const starts = (facts: Facts & { startedBy?: "agent"; requested?: ConversationStatus } = {}): Situation => ({
  ...ordinary,
  kind: "new",
  startedBy: "other",
  requested: null,
  ...facts,
});
const writes = (status: ConversationStatus, facts: Facts & { lifecycle?: "trashed" } = {}): Situation => ({
  ...ordinary,
  kind: "customerMessage",
  status,
  lifecycle: "live",
  ...facts,
});
const trashed = { lifecycle: "trashed" } as const;

const bot: Partial<Policy> = { botEnabled: true };
const botTakes: Partial<Policy> = { botEnabled: true, botTakesReopened: true };
const diverts: Partial<Policy> = { onMessageAfterResolve: "newConversation" };
const settingsWin: Partial<Policy> = { callerStatusWins: false };

/** `status rule`, with `restored` if the conversation leaves the trash and `–` if its status stays. */
function decide(situation: Situation, settings: Partial<Policy> = {}): string {
  const { kind, restore, cause, ...rest } = decideStatus(situation, { ...DEFAULT_POLICY, ...settings });
  const status = kind === "set" && "status" in rest ? rest.status : kind === "keep" ? "–" : "divert";
  return [...(restore ? ["restored"] : []), status, ...(cause ? [cause.rule] : [])].join(" ");
}

test("first match, row by row: an integration's own contact is always open", () => {
  expect(decide(starts({ ...integration, requested: "resolved" }), botTakes)).toBe(
    "open integration_contact",
  );
  for (const status of ["pending", "snoozed", "resolved"] as const)
    expect(decide(writes(status, integration), { ...botTakes, ...diverts })).toBe("open integration_contact");
  expect(decide(writes("open", integration))).toBe("– integration_contact");
  expect(decide(writes("resolved", { ...integration, ...trashed }))).toBe(
    "restored open integration_contact",
  );
});

test("first match, row by row: blocked contacts and spam begin resolved and change nothing", () => {
  expect(decide(starts({ ...blocked, isSpam: true, requested: "open" }), bot)).toBe(
    "resolved contact_blocked",
  );
  expect(decide(starts({ isSpam: true, startedBy: "agent" }))).toBe("resolved spam");
  for (const status of ["open", "pending", "snoozed", "resolved"] as const) {
    expect(decide(writes(status, blocked), { ...botTakes, ...diverts })).toBe("– contact_blocked");
    expect(decide(writes(status, { isSpam: true }), { ...botTakes, ...diverts })).toBe("– spam");
    expect(decide(writes(status, { ...blocked, ...trashed }))).toBe("– contact_blocked");
    expect(decide(writes(status, { isSpam: true, ...trashed }))).toBe("– spam");
  }
});

test("first match, row by row: a new conversation", () => {
  expect(decide(starts({ startedBy: "agent", requested: "pending" }), bot)).toBe("open agent_started");
  expect(decide(starts({ requested: "snoozed" }), bot)).toBe("snoozed caller_status");
  expect(decide(starts({ requested: "resolved" }), { ...bot, ...settingsWin })).toBe("pending bot_enabled");
  expect(decide(starts(), { ...bot, startAsPending: true })).toBe("pending bot_enabled");
  expect(decide(starts(), { startAsPending: true })).toBe("pending start_as_pending");
  expect(decide(starts(), { botTakesReopened: true })).toBe("open default_open");
});

test("a message of a conversation whose members read one history is never diverted", () => {
  const members = { ...writes("resolved"), hasMembers: true } as const;
  expect(decide(members, diverts)).toBe("open customer_reply");
  expect(decide(members, { ...botTakes, ...diverts })).toBe("pending bot_takes_reopened");
});

test("first match, row by row: a customer's message on a conversation", () => {
  expect(decide(writes("resolved"), { ...botTakes, ...diverts })).toBe("divert new_conversation");
  expect(decide(writes("resolved"), botTakes)).toBe("pending bot_takes_reopened");
  expect(decide(writes("resolved"), bot)).toBe("open customer_reply");
  expect(decide(writes("resolved"), { botTakesReopened: true })).toBe("open customer_reply");
  expect(decide(writes("resolved"), { startAsPending: true })).toBe("open customer_reply");
  expect(decide(writes("snoozed"), { ...botTakes, ...diverts })).toBe("open customer_reply");
  for (const status of ["open", "pending"] as const)
    expect(decide(writes(status), { ...botTakes, ...diverts })).toBe("–");
});

test("first match, row by row: a customer's message restores a trashed conversation, unless it diverts", () => {
  expect(decide(writes("open", trashed))).toBe("restored – customer_reply");
  expect(decide(writes("pending", trashed), diverts)).toBe("restored – customer_reply");
  expect(decide(writes("snoozed", trashed))).toBe("restored open customer_reply");
  expect(decide(writes("resolved", trashed))).toBe("restored open customer_reply");
  expect(decide(writes("resolved", trashed), botTakes)).toBe("restored pending bot_takes_reopened");
  expect(decide(writes("resolved", trashed), diverts)).toBe("divert new_conversation");
});

test("restoring has its own cause", () => {
  const cause = (situation: Situation, settings: Partial<Policy> = {}) =>
    restoreCause(decideStatus(situation, { ...DEFAULT_POLICY, ...settings })).rule;
  expect(cause(writes("resolved", trashed), botTakes)).toBe("customer_reply");
  expect(cause(writes("open", trashed))).toBe("customer_reply");
  expect(cause(writes("open", { ...integration, ...trashed }))).toBe("integration_contact");
});

test("the cause names the setting and its value, and keeps a status that was overridden", () => {
  const cause = (situation: Situation, settings: Partial<Policy> = {}) =>
    decideStatus(situation, { ...DEFAULT_POLICY, ...settings }).cause;
  expect(cause(writes("resolved"), botTakes)).toEqual({
    rule: "bot_takes_reopened",
    setting: "botTakesReopened",
    value: true,
  });
  expect(cause(starts({ requested: "open" }), { ...settingsWin, startAsPending: true })).toEqual({
    rule: "start_as_pending",
    setting: "startAsPending",
    value: true,
    requested: "open",
  });
  expect(cause(starts({ ...blocked, requested: "open" }))).toEqual({
    rule: "contact_blocked",
    requested: "open",
  });
  expect(cause(starts({ startedBy: "agent", requested: "open" }))).toEqual({ rule: "agent_started" });
});

test("an integration's own contact: +123456 on an API inbox, or if an administrator set it", () => {
  const phone = "+123456";
  expect(isIntegrationOwn({ isIntegrationOwn: false, phone }, "api")).toBe(true);
  expect(isIntegrationOwn({ isIntegrationOwn: false, phone }, "widget")).toBe(false);
  expect(isIntegrationOwn({ isIntegrationOwn: false, phone: "+1234567" }, "api")).toBe(false);
  expect(isIntegrationOwn({ isIntegrationOwn: true, phone: null }, "evolution")).toBe(true);
});

const warnings = (settings: Partial<Policy>) => policyWarnings({ ...DEFAULT_POLICY, ...settings });

test("the defaults override nothing", () => {
  expect(warnings({})).toEqual([]);
});

test("each ineffective switch has a warning", () => {
  expect(warnings({ botEnabled: true })).toEqual(["botOverridesStart", "apiPassesBot"]);
  expect(warnings({ botEnabled: true, startAsPending: true, callerStatusWins: false })).toEqual([
    "botCoversStart",
  ]);
  expect(warnings({ startAsPending: true })).toEqual(["apiPassesStart"]);
  expect(warnings({ startAsPending: true, callerStatusWins: false })).toEqual([]);
  expect(warnings({ botTakesReopened: true })).toEqual(["reopenedWithoutBot"]);
  expect(
    warnings({ botEnabled: true, botTakesReopened: true, onMessageAfterResolve: "newConversation" }),
  ).toContain("reopenedNever");
});

/** The decision without its rule and setting, as agents see it. */
const seen = (decision: ReturnType<typeof decideStatus>) => ({
  ...decision,
  cause: decision.cause?.requested ?? null,
});

test("a switch reported as ineffective changes no outcome in any situation", () => {
  const idle = {
    botCoversStart: { startAsPending: false },
    reopenedWithoutBot: { botTakesReopened: false },
    reopenedNever: { botTakesReopened: false },
  } as const;
  for (const policy of ALL_POLICIES)
    for (const warning of policyWarnings(policy)) {
      if (!(warning in idle)) continue;
      const without = { ...policy, ...idle[warning as keyof typeof idle] }; // `in` has checked it
      holds(
        fc.property(situations, (situation) => {
          expect(seen(decideStatus(situation, without))).toEqual(seen(decideStatus(situation, policy)));
        }),
        { runs: 50 },
      );
    }
});

test("a program's answer changes no status but takes the conversation from a bot", () => {
  const answer = { automatic: "answer" } as const;
  for (const status of ["open", "snoozed", "resolved"] as const)
    expect(decide(writes(status, answer), { ...botTakes, ...diverts })).toBe("– automatic_mail");
  expect(decide(writes("pending", answer))).toBe("–");
  expect(decide(writes("pending", answer), bot)).toBe("open automatic_mail");
  expect(decide(writes("pending", { ...answer, ...trashed }), bot)).toBe("–");
  expect(decide(starts(answer), bot)).toBe("open automatic_mail");
  expect(decide(starts(answer))).toBe("open default_open");
});

test("a mail of a list counts as a customer's, but is never a bot's", () => {
  const list = { automatic: "list" } as const;
  expect(decide(writes("resolved", list), botTakes)).toBe("open customer_reply");
  expect(decide(writes("resolved", list), diverts)).toBe("divert new_conversation");
  expect(decide(writes("snoozed", list), botTakes)).toBe("open customer_reply");
  expect(decide(writes("pending", list), bot)).toBe("open automatic_mail");
  expect(decide(writes("pending", list))).toBe("–");
  expect(decide(starts(list), bot)).toBe("open automatic_mail");
});
