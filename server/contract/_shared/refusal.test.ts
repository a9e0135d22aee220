import { expect, test } from "vitest";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { TRANSITIONS } from "@/server/domain/conversation/conversation";
import { CAUSE_RULES } from "./dto";
import { isRefusal, REFUSAL_CODES, Refusal } from "./refusal";

test("every code, event type and rule exists once", () => {
  for (const list of [REFUSAL_CODES, EVENT_TYPES, CAUSE_RULES]) expect(new Set(list).size).toBe(list.length);
});

test("every refusal of the domain has a known code", () => {
  const ofDomain = Object.values(TRANSITIONS)
    .flatMap((row) => Object.values(row))
    .filter((cell) => cell.includes("."));
  expect(REFUSAL_CODES).toEqual(
    expect.arrayContaining([...ofDomain, "conversation.trashed", "message.not_failed"]),
  );
});

test("a refusal is recognised by its code, also one from another copy of the class", () => {
  expect(isRefusal(new Refusal("input.invalid"))).toBe(true);
  expect(isRefusal(Object.assign(new Error("x"), { refusal: "input.invalid" }))).toBe(true);
  expect(isRefusal(Object.assign(new Error("x"), { refusal: "no.such_code" }))).toBe(false);
  expect(isRefusal(new Error("input.invalid"))).toBe(false);
  expect(isRefusal(null)).toBe(false);
});
