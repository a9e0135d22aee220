import { expect, test } from "vitest";
import { createTimes } from "@/app/_lib/times/times";
import { chooseLocale, choosePanes, paneStyle, panesText } from "./display";

test("the cookie wins, else the reader's first supported language, else English", () => {
  expect(chooseLocale("zh", "en")).toBe("zh");
  expect(chooseLocale("xx", "fr, zh-CN;q=0.8, en;q=0.5")).toBe("zh");
  expect(chooseLocale(undefined, "en-GB,en;q=0.9,zh;q=0.8")).toBe("en");
  expect(chooseLocale(undefined, "zh;q=0, de")).toBe("en");
  expect(chooseLocale(undefined, null)).toBe("en");
});

test("a past time is shown in minutes, hours, weekdays, then dates", () => {
  const times = createTimes("en-GB");
  const now = Date.parse("2026-11-20T12:00:00");
  const ago = (text: string) => times.ago(new Date(text).toISOString(), now);
  expect(ago("2026-11-20T11:59:40")).toBe("");
  expect(ago("2026-11-20T11:54:00")).toBe("6m");
  expect(ago("2026-11-20T09:30:00")).toBe("2h");
  expect(ago("2026-11-18T09:30:00")).toBe("Wed");
  expect(ago("2020-11-01T09:30:00")).toBe("1 Nov 2020");
  expect(times.since(new Date("2026-11-17T09:30:00").toISOString(), now)).toBe("3d");
  expect(times.ago(new Date(now + 5000).toISOString(), now)).toBe("");
});

test("chosen widths are read again, and style the page before its first paint", () => {
  const widths = { list: 24.5, context: 18 };
  expect(choosePanes(panesText(widths))).toEqual(widths);
  expect(paneStyle(widths)).toBe(":root{--spacing-list:24.5rem}");
});

test.each([
  [undefined, { list: 21, context: 18 }],
  ["", { list: 21, context: 18 }],
  ["abc_20", { list: 21, context: 20 }],
  ["1_999", { list: 16, context: 28 }],
  ["24;}body{display:none_1e999", { list: 24, context: 18 }],
])("the cookie %s means widths within bounds", (cookie, widths) => {
  expect(choosePanes(cookie)).toEqual(widths);
});

test("default widths need no style", () => {
  expect(paneStyle(choosePanes(undefined))).toBeNull();
});
