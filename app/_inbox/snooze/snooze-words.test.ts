import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { timeOfWords } from "./snooze-words";

/** A Tuesday. */
const NOW = new Date("2026-11-24T15:20:00");

const at = (text: string, locale = "en", now = NOW) =>
  timeOfWords(text, locale, now)?.toString().slice(0, 21) ?? null;

test.each([
  ["next Tuesday 9", "Tue Dec 01 2026 09:00"],
  ["next tuesday at 9:30 pm", "Tue Dec 01 2026 21:30"],
  ["friday", "Fri Nov 27 2026 09:00"],
  ["friday 14:30", "Fri Nov 27 2026 14:30"],
  ["in 3 hours", "Tue Nov 24 2026 18:20"],
  ["90 minutes", "Tue Nov 24 2026 16:50"],
  ["3h", "Tue Nov 24 2026 18:20"],
  ["2d", "Thu Nov 26 2026 09:00"],
  ["in a week", "Tue Dec 01 2026 09:00"],
  ["tomorrow", "Wed Nov 25 2026 09:00"],
  ["tomorrow evening", "Wed Nov 25 2026 20:00"],
  ["dec 24", "Thu Dec 24 2026 09:00"],
  ["24 December at 8", "Thu Dec 24 2026 08:00"],
  ["tomorrow morning", "Wed Nov 25 2026 09:00"],
  ["friday morning 8", "Fri Nov 27 2026 08:00"],
  ["tonight 9", "Tue Nov 24 2026 21:00"],
  ["friday evening at 6:30", "Fri Nov 27 2026 18:30"],
  ["tonight 9pm", "Tue Nov 24 2026 21:00"],
  ["friday afternoon 12:30", "Fri Nov 27 2026 12:30"],
  ["next week", "Tue Dec 01 2026 09:00"],
])("%j is %s", (text, time) => {
  expect(at(text)).toBe(time);
});

test.each([
  ["下周二9点", "Tue Dec 01 2026 09:00"],
  ["3小时后", "Tue Nov 24 2026 18:20"],
  ["明天", "Wed Nov 25 2026 09:00"],
  ["明天下午3点", "Wed Nov 25 2026 15:00"],
  ["12月24日", "Thu Dec 24 2026 09:00"],
  ["周五晚8点", "Fri Nov 27 2026 20:00"],
  ["后天早八点半", "Thu Nov 26 2026 08:30"],
  ["明晚8点", "Wed Nov 25 2026 20:00"],
  ["明早", "Wed Nov 25 2026 09:00"],
  ["周五上午", "Fri Nov 27 2026 09:00"],
  ["周五晚上", "Fri Nov 27 2026 20:00"],
  ["周五九点", "Fri Nov 27 2026 09:00"],
  ["周五十一点半", "Fri Nov 27 2026 11:30"],
  ["周五二十一点", "Fri Nov 27 2026 21:00"],
  ["下周五下午", "Fri Dec 04 2026 15:00"],
  ["下周", "Mon Nov 30 2026 09:00"],
  ["下个月", "Thu Dec 24 2026 09:00"],
  ["两周后", "Tue Dec 08 2026 09:00"],
  ["1个星期以后", "Tue Dec 01 2026 09:00"],
  ["tomorrow 10", "Wed Nov 25 2026 10:00"],
])("in Chinese, %j is %s", (text, time) => {
  expect(at(text, "zh")).toBe(time);
});

test.each([
  ["下周日", "2026-11-24T15:20:00", "Sun Dec 06 2026 09:00"],
  ["下个星期天20点", "2026-11-24T15:20:00", "Sun Dec 06 2026 20:00"],
  ["周日", "2026-11-24T15:20:00", "Sun Nov 29 2026 09:00"],
  ["下周一", "2026-11-29T15:20:00", "Mon Nov 30 2026 09:00"],
  ["下周日", "2026-11-29T15:20:00", "Sun Dec 06 2026 09:00"],
  ["下周一", "2026-11-30T15:20:00", "Mon Dec 07 2026 09:00"],
])("a Chinese week begins on Monday: %j at %s is %s", (text, now, time) => {
  expect(at(text, "zh", new Date(now))).toBe(time);
});

test.each([
  "",
  "later",
  "assign to May",
  "tomorrow morning 99",
  "friday maybe",
  "yesterday",
  "last friday",
  "tonight 1",
  "friday night 12",
  "friday evening 6:30am",
  "friday morning 8pm",
  "9",
])("%j is no time to snooze until", (text) => {
  expect(at(text)).toBeNull();
});

/** What words are at some times in a time zone, which a process has from its start: the hours until then. */
function hoursIn(timeZone: string, times: readonly string[], words: readonly [string, string][]): number[][] {
  const program = `
    import { timeOfWords } from "@/app/_inbox/snooze/snooze-words";
    const [times, words] = JSON.parse(process.argv[1]);
    const hours = (now) => words.map(([text, locale]) => (timeOfWords(text, locale, now) - now) / 3_600_000);
    console.log(JSON.stringify(times.map((time) => hours(new Date(time)))));
  `;
  const input = JSON.stringify([times, words]);
  const run = ["--import", "tsx", "--input-type=module", "-e", program, input];
  const printed = execFileSync(process.execPath, run, { env: { ...process.env, TZ: timeZone } });
  return JSON.parse(String(printed));
}

test("hours and minutes pass as they do, also where clocks are put back or forward meanwhile", () => {
  const times = [
    "2026-10-24T22:30:00Z", // into the repetition of an hour
    "2026-10-24T23:30:00Z",
    "2026-10-25T00:30:00Z", // in the hour that repeats
    "2026-10-25T01:30:00Z", // in its repetition
    "2026-03-28T23:30:00Z", // before an hour that is left out
  ];
  const words: [string, string][] = [
    ["in 3 hours", "en"],
    ["90 minutes", "en"],
    ["3小时后", "zh"],
    ["90分钟后", "zh"],
  ];
  expect(hoursIn("Europe/Berlin", times, words)).toEqual(times.map(() => [3, 1.5, 3, 1.5]));
});
