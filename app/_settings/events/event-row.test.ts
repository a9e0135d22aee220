import { expect, test } from "vitest";
import { summaryKeyOf } from "./event-row";

test.each([
  ["read", { agentSeenNumber: { from: 4, to: 7 }, unreadCount: { from: 3, to: 0 } }],
  ["read", { unreadCount: { from: 3, to: 0 } }],
  ["marked_unread", { agentSeenNumber: { from: 7, to: 6 }, unreadCount: { from: 0, to: 1 } }],
  ["marked_unread", { unreadCount: { from: 0, to: 1 } }],
  ["read_by_customer", { contactSeenAt: { from: null, to: "2026-11-22T10:00:00Z" } }],
  ["seen", {}],
])("conversation.seen is summarised as %s where the changes are %j", (key, changes) => {
  expect(summaryKeyOf({ type: "conversation.seen", changes })).toBe(`conversation.${key}`);
});

test("every other event is summarised by its type", () => {
  expect(summaryKeyOf({ type: "note.created", changes: {} })).toBe("note.created");
});
