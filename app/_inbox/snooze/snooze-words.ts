import { casual as english } from "chrono-node/en";
import { hans } from "chrono-node/zh";
import { parseTime } from "@/app/_shared/date/typed-date";

const PARSERS = { en: english, zh: hans.casual } as const;

/** The hour at which a day begins for who names only the day, or its morning. */
const MORNING = 9;

/** Parts of a day with their hours, from the first to before the last; an hour beyond them is no time. */
const PARTS = [
  { words: /morning|早|上午/i, from: 0, to: 12 },
  { words: /afternoon|下午/i, from: 12, to: 18 },
  { words: /noon|中午/i, from: 11, to: 14 },
  { words: /evening|\b(?:to)?night|傍晚|晚/i, from: 17, to: 24 },
] as const;
/** The hours of parts of a day, which the Chinese parser does not take behind a weekday. */
const PART_HOURS = { 早上: 9, 上午: 9, 中午: 12, 下午: 15, 傍晚: 18, 晚上: 20 } as const;
/** The parser takes this for the coming one. */
const PAST = /^last\b/i;

/**
 * The time of words such as "next Tuesday 9", "in 3 hours" or "下周二9点", in the process's time zone; null if not all of
 * the text is a time, or the time is not after `now`. Chinese readers may use English words too.
 */
export function timeOfWords(text: string, locale: string, now: Date): Date | null {
  const words = text.trim();
  const chinese = locale === "zh" ? timeIn("zh", spelledOut(words), now) : null;
  return chinese ?? timeIn("en", words, now);
}

function timeIn(locale: keyof typeof PARSERS, words: string, now: Date): Date | null {
  const [found] = PARSERS[locale].parse(words, now, { forwardDate: true });
  if (found?.index !== 0 || PAST.test(words)) return null;
  const isDuration = found.start.tags().has(OF_HOURS) || HOURS_LATER.test(found.text);
  const duration = isDuration && found.text === words ? durationOf(locale, words) : null;
  if (duration !== null) return toMinute(now.getTime() + duration);
  const at = found.start.date();
  const weeks = locale === "zh" ? weeksMissing(found.text, now) : 0;
  if (weeks !== 0) at.setDate(at.getDate() + weeks * 7);
  const rest = words.slice(found.text.length).replace(/^\s*(?:at\b|,)?\s*/i, "");
  const hasHour = found.start.isCertain("hour");
  const part = PARTS.find(({ words: of }) => of.test(found.text));
  if (rest !== "") {
    const time = hasHour ? null : parseTime(rest);
    if (time === null) return null;
    const [hour = 0, minute = 0] = time.split(":").map(Number);
    const isOfClock = part !== undefined && hour < part.from && !/[ap]/i.test(rest);
    at.setHours(isOfClock ? hour + 12 : hour, minute);
  } else if (!hasHour && (!part || part.from === 0)) at.setHours(MORNING, 0);
  if (part && (at.getHours() < part.from || at.getHours() >= part.to)) return null;
  at.setSeconds(0, 0);
  return at > now ? at : null;
}

/** The parser's mark of times such as "in 3 hours". They pass as they do, and not by the clock: an hour of it may repeat or be left out. */
const OF_HOURS = "result/relativeDateAndTime";
/** The Chinese parser has no marks. */
const HOURS_LATER = /(?:小时|分钟)[之以]?[后内]$/;
/** No clock is put forward or back on this day or those around it. */
const QUIET_DAY = new Date("2026-01-14T12:00:00");
/** Longer ones are read by the calendar: months differ. */
const DURATION_MS_MAX = 7 * 24 * 60 * 60_000;

/** The ms of words such as "in 90 minutes"; null of a longer time, or of one that is none from now on. */
function durationOf(locale: keyof typeof PARSERS, words: string): number | null {
  const [found] = PARSERS[locale].parse(words, QUIET_DAY, { forwardDate: true });
  const ms = (found?.start.date().getTime() ?? 0) - QUIET_DAY.getTime();
  return ms > 0 && ms <= DURATION_MS_MAX ? ms : null;
}

const MINUTE_MS = 60_000;
const toMinute = (ms: number): Date => new Date(ms - (ms % MINUTE_MS));

/** Chinese words as the parser knows them. */
const spelledOut = (words: string): string =>
  withDayParts(words)
    .replace(/^下个?(?:周|星期|礼拜)$/, "下周一")
    .replace(/^下个?月$/, "1个月后")
    .replace(
      WEEKDAY_PART,
      (_, weekday: string, part: keyof typeof PART_HOURS) => `${weekday}${PART_HOURS[part]}点`,
    )
    .replace(WEEKS_LATER, (_, count: string) => `${7 * numberOf(count)}天后`)
    .replace(HOUR, (_, weekday = "", hour: string) => `${weekday}${numberOf(hour)}点`);

const WEEKDAY_PART = /((?:周|星期|礼拜)[一二三四五六日天])(早上|上午|中午|下午|傍晚|晚上)$/;
const HOUR =
  /((?:周|星期|礼拜)[一二三四五六日天])?([一二]?十[一二三四五六七八九]?|[一二两三四五六七八九])点/g;
const WEEKS_LATER = /^([一二两三四五六七八九十]{1,3}|\d{1,3})个?(?:周|星期|礼拜)[之以]?后/;
const DIGITS = "〇一二三四五六七八九";

/** Of digits, or of Chinese numerals up to 99. */
function numberOf(text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const [tens, ones] = text.replaceAll("两", "二").split("十");
  const digit = (one: string | undefined, none: number) => (one ? DIGITS.indexOf(one) : none);
  return ones === undefined ? digit(tens, 0) : digit(tens, 1) * 10 + digit(ones, 0);
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
