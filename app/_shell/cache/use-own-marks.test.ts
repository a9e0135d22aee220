import { expect, test } from "vitest";
import type { Row } from "@/app/_shared/conversation/rows";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { idsToRead } from "./use-own-marks";

const NOW = Date.parse("2026-01-02T12:00:00.000Z");
const mark = { conversationId: 1, displayId: 1, number: 1, incomingCount: 1, version: 1 };
const row = (id: number, more: Partial<Row["conversation"]> = {}, seen?: Row["seen"]): Row => ({
  conversation: aConversation({ id, createdAt: "2026-01-01T12:00:00.000Z", ...more }),
  contact: aContact(),
  ...(seen !== undefined && { seen }),
});
const shown = [
  row(1, {}, mark),
  row(2, {}, null),
  row(3),
  row(3),
  row(4, { assigneeId: 7 }),
  row(5, { createdAt: "2026-01-02T11:59:30.000Z" }),
];

test("only marks are read that are unknown: not the assignee's own, and not of a conversation that has just begun", () => {
  expect(idsToRead(shown, { isAll: false, userId: 7, now: NOW })).toEqual({ young: [5], unknown: [3] });
});

test("after a broken connection all are read", () => {
  expect(idsToRead(shown, { isAll: true, userId: 7, now: NOW }).unknown).toEqual([1, 2, 3, 4, 5]);
});
