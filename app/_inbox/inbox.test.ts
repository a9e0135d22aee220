import { describe, expect, test } from "vitest";
import { resized } from "@/app/_inbox/filter/conditions-editor";
import { toggleValue, valuesIn, withoutField } from "@/app/_inbox/filter/fields";
import { freezeRows, showFrozen } from "@/app/_inbox/list/frozen-rows";
import { extend, NOTHING, selectAll, selectWholeView, toggle } from "@/app/_inbox/list/use-selection";
import { snoozeChoices } from "@/app/_inbox/snooze/snooze-menu";
import type { Row } from "@/app/_shared/conversation/rows";
import { aContact, aConversation } from "@/test/support/scenes/dtos";

describe("filter", () => {
  test("values are chosen and given up one by one, in a fixed order", () => {
    const one = toggleValue({}, "status", "pending");
    expect(one).toEqual({ statuses: ["pending"] });
    expect(toggleValue(one, "status", "open")).toEqual({ statuses: ["open", "pending"] });
    expect(toggleValue(one, "status", "pending")).toEqual({});
    expect(toggleValue({ assignees: [7, "me"] }, "assignee", 3)).toEqual({ assignees: ["me", 3, 7] });
    expect(toggleValue({ labels: ["vip"] }, "label", "a")).toEqual({ labels: ["a", "vip"] });
  });

  test("that all labels are needed is dropped with the last but one", () => {
    const all = { labels: ["a", "b", "vip"], labelMatch: "all" as const };
    const two = toggleValue(all, "label", "b");
    expect(two).toEqual({ labels: ["a", "vip"], labelMatch: "all" });
    expect(toggleValue(two, "label", "a")).toEqual({ labels: ["vip"] });
    expect(withoutField(all, "label")).toEqual({});
  });

  test("a range of days is one value", () => {
    expect(valuesIn({ created: "7d" }, "created")).toEqual(["7d"]);
    expect(withoutField({ created: "7d", active: "..2026-01-01" }, "created")).toEqual({
      active: "..2026-01-01",
    });
  });

  test("rows that stay keep their ids, and a new row gets one that no row has", () => {
    expect(resized([], 2)).toEqual([0, 1]);
    expect(resized([1, 4], 3)).toEqual([1, 4, 5]);
    expect(resized([1, 4, 5], 1)).toEqual([1]);
  });
});

describe("snooze menu", () => {
  const choicesAt = (at: string) =>
    Object.fromEntries(
      snoozeChoices(new Date(at)).map(({ id, until }) => [id, until.toString().slice(0, 21)]),
    );

  test("on a Wednesday: in an hour, tomorrow at nine, next Monday at nine, in the reader's time zone", () => {
    expect(choicesAt("2026-11-18T15:20:00")).toEqual({
      hour: "Wed Nov 18 2026 16:20",
      tomorrow: "Thu Nov 19 2026 09:00",
      monday: "Mon Nov 23 2026 09:00",
    });
  });

  test("on a Monday next Monday is a week away; on a Sunday it is tomorrow and listed once", () => {
    expect(choicesAt("2026-11-16T08:00:00")["monday"]).toBe("Mon Nov 23 2026 09:00");
    expect(Object.keys(choicesAt("2026-11-22T08:00:00"))).toEqual(["hour", "tomorrow"]);
  });
});

describe("frozen rows", () => {
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
});

describe("use selection", () => {
  const order = [10, 20, 30, 40, 50];

  const idsOf = ({ ids }: { ids: ReadonlySet<number> }) => [...ids];

  test("a row is selected and deselected", () => {
    const one = toggle(NOTHING, 20);
    expect(idsOf(one)).toEqual([20]);
    expect(idsOf(toggle(toggle(one, 40), 20))).toEqual([40]);
  });

  test("a range extends from the last single pick, upwards and downwards", () => {
    expect(idsOf(extend(toggle(NOTHING, 20), order, 40))).toEqual([20, 30, 40]);
    expect(idsOf(extend(toggle(NOTHING, 40), order, 20))).toEqual([40, 20, 30]);
    const twice = extend(extend(toggle(NOTHING, 20), order, 30), order, 50);
    expect(idsOf(twice)).toEqual([20, 30, 40, 50]);
  });

  test("without an anchor in the list a range begins at the reader's row, else at the row itself", () => {
    expect(idsOf(extend(NOTHING, order, 30, 10))).toEqual([10, 20, 30]);
    expect(idsOf(extend(toggle(NOTHING, 99), order, 30))).toEqual([99, 30]);
  });

  test("selecting all selects the loaded rows", () => {
    expect(idsOf(selectAll(order))).toEqual(order);
  });

  test("the whole view stays selected until a single row is picked", () => {
    const every = selectWholeView(order);
    expect([idsOf(every), every.isWholeView]).toEqual([order, true]);
    expect(toggle(every, 30).isWholeView).toBeUndefined();
    expect(extend(every, order, 30).isWholeView).toBeUndefined();
  });
});
