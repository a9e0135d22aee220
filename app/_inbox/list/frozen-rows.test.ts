import { expect, test } from "vitest";
import type { Row } from "@/app/_shared/conversation/rows";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { freezeRows, showFrozen } from "./frozen-rows";

const row = (id: number, minute: number): Row => ({
  conversation: aConversation({
    id,
    lastActivityAt: new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString(),
  }),
  contact: aContact(),
});
const shown = (rows: Row[]) => rows.map((r) => r.conversation.id);

test("rows that enter or rise above are hidden and counted", () => {
  const frozen = freezeRows([row(1, 30), row(2, 20), row(3, 10)]);
  const now = showFrozen([row(4, 50), row(3, 40), row(1, 30), row(2, 20)], frozen);
  expect(shown(now.rows)).toEqual([1, 2, 3]);
  expect(now.news).toBe(2);
});

test("a removed row disappears; older rows that were loaded since follow below", () => {
  const frozen = freezeRows([row(1, 30), row(2, 20)]);
  const now = showFrozen([row(1, 30), row(5, 5), row(6, 4)], frozen);
  expect(shown(now.rows)).toEqual([1, 5, 6]);
  expect(now.news).toBe(0);
});

test("in another order only rows that enter above the last row count as news", () => {
  const frozen = freezeRows([row(1, 30), row(2, 50), row(3, 10)]);
  const now = showFrozen([row(1, 60), row(9, 5), row(2, 50), row(3, 10), row(8, 1)], frozen, false);
  expect(now.news).toBe(1);
  expect(now.rows.map(({ conversation }) => conversation.id)).toEqual([1, 2, 3, 8]);
});
