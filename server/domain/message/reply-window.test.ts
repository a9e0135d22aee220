import { expect, test } from "vitest";
import { isReplyWindowOpen, replyWindowEnd } from "./reply-window";

const at = (text: string) => new Date(`2026-11-${text}Z`);

test("it ends so many hours after the customer's last message, and is closed from that instant on", () => {
  const end = replyWindowEnd(at("24T10:00:00"), 24);
  expect(end).toEqual(at("25T10:00:00"));
  expect(isReplyWindowOpen(end, at("25T09:59:59.999"))).toBe(true);
  expect(isReplyWindowOpen(end, at("25T10:00:00"))).toBe(false);
});

test("it is closed to a customer who has not written", () => {
  const end = replyWindowEnd(null, 24);
  expect([end, isReplyWindowOpen(end, at("25T10:00:00"))]).toEqual([null, false]);
});
