import { expect, test } from "vitest";
import { newerMark, type OwnMark, ownUnread } from "./own-unread";

const ME = 7;
const mark = (incomingCount: number, version = 1): OwnMark => ({
  conversationId: 1,
  displayId: 1,
  number: 9,
  incomingCount,
  version,
});
const conversation = {
  assigneeId: 3,
  status: "open",
  unreadCount: 4,
  incomingCount: 10,
  answeredCount: 8,
} as const;

test("with an own mark, the own unread messages are those after it, whatever the assignee has read", () => {
  expect(ownUnread(conversation, mark(10), ME)).toBe(0);
  expect(ownUnread({ ...conversation, unreadCount: 0 }, mark(7), ME)).toBe(3);
  expect(ownUnread({ ...conversation, status: "resolved" }, mark(7), ME)).toBe(3);
});

test("without an own mark, what nobody has answered is unread, and nothing of a resolved conversation", () => {
  expect(ownUnread(conversation, null, ME)).toBe(2);
  expect(ownUnread({ ...conversation, answeredCount: 10 }, null, ME)).toBe(0);
  expect(ownUnread({ ...conversation, status: "resolved" }, null, ME)).toBe(0);
});

test("without an own mark, the assignee has the conversation's count", () => {
  expect(ownUnread({ ...conversation, assigneeId: ME }, null, ME)).toBe(4);
});

test("an event from before the totals has nothing unread", () => {
  const { incomingCount: _, answeredCount: __, ...old } = conversation;
  expect(ownUnread(old, null, ME)).toBe(0);
});

test("of two states of a mark the newer one holds, and one that is not known yet never replaces another", () => {
  expect(newerMark(mark(1, 1), mark(2, 2))).toEqual(mark(2, 2));
  expect(newerMark(mark(2, 2), mark(1, 1))).toEqual(mark(2, 2));
  expect(newerMark(mark(1), undefined)).toEqual(mark(1));
  expect(newerMark(null, undefined)).toBeNull();
  expect(newerMark(null, mark(1))).toEqual(mark(1));
});
