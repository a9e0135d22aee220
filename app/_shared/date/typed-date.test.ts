import { expect, test } from "vitest";
import { dayHint, formatDay, formatTime, parseDay, parseTime } from "./typed-date";

const TODAY = new Date("2026-11-24T12:00:00");

test.each([
  ["2026-11-19", "en-GB", "2026-11-19"],
  ["19/11/2026", "en-GB", "2026-11-19"],
  ["11/19/2026", "en-US", "2026-11-19"],
  ["19.11.26", "de", "2026-11-19"],
  ["2026年11月19日", "zh", "2026-11-19"],
  ["2026/11/9", "zh", "2026-11-09"],
  ["5/6/1958", "en-GB", "1958-06-05"],
  ["3/2", "en-GB", "2026-02-03"],
  ["3/2", "en-US", "2026-03-02"],
  ["30/2/2026", "en-GB", null],
  ["11/19/2026", "en-GB", null],
  ["19", "en-GB", null],
  ["1/2/3/4", "en-GB", null],
  ["tomorrow", "en-GB", null],
  ["", "en-GB", null],
])("%j typed in %s is the day %s", (text, region, day) => {
  expect(parseDay(text, region, TODAY)).toBe(day);
});

test.each(["en-GB", "en-US", "de", "zh", "pt-BR"])("a day written in %s is read back", (region) => {
  expect(parseDay(formatDay("2026-02-03", region), region, TODAY)).toBe("2026-02-03");
});

test.each([
  ["en-GB", { day: "dd", month: "mm", year: "yyyy" }, "dd/mm/yyyy"],
  ["en-US", { day: "dd", month: "mm", year: "yyyy" }, "mm/dd/yyyy"],
  ["de", { day: "dd", month: "mm", year: "yyyy" }, "dd.mm.yyyy"],
  ["zh", { day: "日", month: "月", year: "年" }, "年/月/日"],
])("%s expects with %j: %s", (region, names, hint) => {
  expect(dayHint(region, names)).toBe(hint);
});

test.each([
  ["14:30", "14:30"],
  ["14.30", "14:30"],
  ["1430", "14:30"],
  ["930", "09:30"],
  ["9", "09:00"],
  ["2:30 pm", "14:30"],
  ["2:30\u202fPM", "14:30"],
  ["2p", "14:00"],
  ["12 am", "00:00"],
  ["12pm", "12:00"],
  ["0:05", "00:05"],
  ["24:00", null],
  ["13 pm", null],
  ["0 am", null],
  ["9:75", null],
  ["noon", null],
  ["", null],
])("%j typed is the time %s", (text, time) => {
  expect(parseTime(text)).toBe(time);
});

test.each(["en-GB", "en-US", "de", "zh"])("a time written in %s is read back", (region) => {
  for (const time of ["00:00", "09:05", "12:00", "23:59"])
    expect(parseTime(formatTime(time, region))).toBe(time);
});
