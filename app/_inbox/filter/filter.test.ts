import { expect, test } from "vitest";
import { resized } from "./conditions-editor";
import { toggleValue, valuesIn, withoutField } from "./fields";

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
