import { expect, test } from "vitest";
import { EVENT_TYPES } from "@/server/contract/event/event";
import * as conversation from "@/server/domain/conversation/conversation";
import * as diagnosis from "@/server/domain/inbox/diagnosis";
import * as policy from "@/server/domain/inbox/policy";
import { POLICY_WARNINGS } from "@/server/domain/inbox/policy-warnings";
import { REVIEW_REASONS } from "@/server/domain/inbox/review";
import * as tick from "@/server/domain/message/tick";
import { UNDO_WINDOW_MS_MAX } from "@/server/domain/message/undo-window";
import { LABEL_COLOURS } from "@/server/domain/organising/label";
import { CAUSE_RULES } from "./dto";
import { isRefusal, REFUSAL_CODES, Refusal } from "./refusal";
import * as words from "./words";

test("the contract's words are the domain's", () => {
  expect(words).toMatchObject({
    MESSAGE_STATUSES: tick.MESSAGE_STATUSES,
    RECEIPT_SIGNALS: tick.RECEIPT_SIGNALS,
    CONVERSATION_STATUSES: conversation.CONVERSATION_STATUSES,
    CONVERSATION_SIGNALS: conversation.CONVERSATION_SIGNALS,
    LIFECYCLES: conversation.LIFECYCLES,
    PRIORITIES: conversation.PRIORITIES,
    LABEL_COLOURS,
    POLICY_SETTINGS: policy.POLICY_SETTINGS,
    POLICY_RULES: policy.POLICY_RULES,
    POLICY_WARNINGS,
    CALL_NAMES: diagnosis.CALL_NAMES,
    CONNECTION_WARNINGS: diagnosis.CONNECTION_WARNINGS,
    REVIEW_REASONS,
    UNDO_WINDOW_MS_MAX,
  });
});

test("every code, event type and rule is there once", () => {
  for (const list of [REFUSAL_CODES, EVENT_TYPES, CAUSE_RULES]) expect(new Set(list).size).toBe(list.length);
});

test("every refusal of the domain has a code that edges know", () => {
  const ofDomain = Object.values(conversation.TRANSITIONS)
    .flatMap((row) => Object.values(row))
    .filter((cell) => cell.includes("."));
  expect(REFUSAL_CODES).toEqual(
    expect.arrayContaining([...ofDomain, "conversation.trashed", "message.not_failed"]),
  );
});

test("a refusal is known by its code, also one of another copy of the class", () => {
  expect(isRefusal(new Refusal("input.invalid"))).toBe(true);
  expect(isRefusal(Object.assign(new Error("x"), { refusal: "input.invalid" }))).toBe(true);
  expect(isRefusal(Object.assign(new Error("x"), { refusal: "no.such_code" }))).toBe(false);
  expect(isRefusal(new Error("input.invalid"))).toBe(false);
  expect(isRefusal(null)).toBe(false);
});
