import { expect, test } from "vitest";
import { whyNotAnswered } from "./answer";

const now = new Date("2026-11-20T09:00:00Z");
const asked = (contentType: string, days = 0) => ({
  kind: "message" as const,
  direction: "out" as const,
  contentType,
  createdAt: new Date(now.getTime() - days * 86_400_000),
});

test.each(["input_select", "form", "cards", "input_email"])("%s takes an answer at any time", (type) => {
  expect(whyNotAnswered(asked(type, 400), now)).toBeNull();
});

test("a survey takes answers for 14 days", () => {
  expect(whyNotAnswered(asked("input_csat", 14), now)).toBeNull();
  expect(whyNotAnswered(asked("input_csat", 14.1), now)).toContain("14 days");
});

test("text, a customer's own message and a note ask for nothing", () => {
  expect(whyNotAnswered(asked("text"), now)).not.toBeNull();
  expect(whyNotAnswered({ ...asked("form"), direction: "in" }, now)).not.toBeNull();
  expect(whyNotAnswered({ ...asked("form"), kind: "note" }, now)).not.toBeNull();
});
