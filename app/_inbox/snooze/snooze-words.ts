import { casual as english } from "chrono-node/en";
import { hans } from "chrono-node/zh";
import { parseTime } from "@/app/_shared/date/typed-date";

const PARSERS = { en: english, zh: hans.casual } as const;

/** When a day begins for who names only the day, HH:MM. */
const MORNING = "09:00";

/** Words that name a part of the day: then the hour is theirs. */
const DAY_PARTS = /morning|noon|afternoon|evening|night|早|上午|中午|下午|傍晚|晚/i;

/**
 * The time of words such as "next Tuesday 9", "in 3 hours" or "下周二9点", in the process's time zone; null if not all of
 * the text is a time, or the time is not after `now`.
 */
export function timeOfWords(text: string, locale: string, now: Date): Date | null {
  const words = locale === "zh" ? withDayParts(text.trim()) : text.trim();
  const parser = locale === "zh" ? PARSERS.zh : PARSERS.en;
  const [found] = parser.parse(words, now, { forwardDate: true });
  if (found?.index !== 0) return null;
  const at = found.start.date();
  if (locale === "zh") at.setDate(at.getDate() + weeksMissing(found.text, now) * 7);
  const rest = words.slice(found.text.length).replace(/^\s*(?:at\b|,)?\s*/i, "");
  const hasHour = found.start.isCertain("hour") || DAY_PARTS.test(found.text);
  const time =
    rest === "" ? (hasHour ? null : MORNING) : hasHour ? undefined : (parseTime(rest) ?? undefined);
  if (time === undefined) return null;
  if (time !== null) {
    const [hour = "", minute = ""] = time.split(":");
    at.setHours(Number(hour), Number(minute));
  }
  at.setSeconds(0, 0);
  return at > now ? at : null;
}

/** The parser takes 晚 and 早 alone after 今 or 明 only, as in 明晚8点; 周五晚8点 is 周五晚上8点 to it. */
const withDayParts = (words: string): string =>
  words.replace(/(?<![今明昨])([早晚])(?=[\d一二两三四五六七八九十])/g, "$1上");

const NEXT_WEEKDAY = /^下个?(?:周|星期|礼拜)(.)/;
const SUNDAYS = "日天";

/** How many weeks the parser is behind: its weeks begin on Sunday, and Chinese ones on Monday. */
function weeksMissing(words: string, now: Date): number {
  const [, weekday] = NEXT_WEEKDAY.exec(words) ?? [];
  if (weekday === undefined) return 0;
  return Number(SUNDAYS.includes(weekday)) - Number(now.getDay() === 0);
}
