"use client";

import { useLocale } from "next-intl";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Formats times in the reader's language, region and time zone. All methods take ISO 8601. */
export type Times = {
  /** 14:02 */
  clock(at: string): string;
  /** 14:02:07 */
  seconds(at: string): string;
  /** Thursday 19 November; with the year if it is not the current one. */
  day(at: string): string;
  /** 12 Nov; with the year if it is not the current one. */
  date(at: string): string;
  /** November; with the year if it is not the current one. */
  month(at: string): string;
  /** 12 Nov, 14:02; with the year if it is not the current one. */
  moment(at: string): string;
  /** 14:02:07 today, else a moment. */
  precise(at: string): string;
  /** 14:02 today, else "Wed 14:02" within a week, else a date. */
  near(at: string): string;
  /** Time from then to `now`: 2m, 1h, Wed, 12 Nov. Empty below a minute. */
  ago(at: string, now: number): string;
  /** Duration from then to `now`: 2m, 1h, 3d. */
  since(at: string, now: number): string;
};

/** The reader's own region of the language, so that English is not always American. */
function regionalOf(locale: string): string {
  if (typeof navigator === "undefined") return locale;
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${locale}-`)) ?? locale;
}

/** The reader's language and region; null until hydration, because the server does not know them. */
export function useRegion(): string | null {
  const locale = useLocale();
  return useIsHydrated() ? regionalOf(locale) : null;
}

/** Until hydration durations only: the server does not know the reader's region and time zone. */
export function useTimes(): Times {
  const locale = useLocale();
  return useIsHydrated() ? timesOf(locale) : durationsOf(locale);
}

/** A space, which keeps the line's height. */
const blank = () => "\u00a0";
/** About as wide as a moment, in spaces of a digit's width: what stands behind it in a line stays there when it is shown. */
const blankMoment = () => "\u2007".repeat(11);
const BLANK_TIMES: Times = {
  clock: blank,
  seconds: blank,
  day: blank,
  date: blank,
  month: blank,
  moment: blankMoment,
  precise: blankMoment,
  near: blank,
  ago: blank,
  since: blank,
};

/** Durations are the same in every region and time zone of a language. */
function durationsOf(locale: string): Times {
  const { since, ago } = known.get(locale) ?? keep(locale);
  const isDuration = (at: string, now: number) => now - Date.parse(at) < DAY_MS;
  return {
    ...BLANK_TIMES,
    since: (at, now) => (now === 0 ? blank() : since(at, now)),
    ago: (at, now) => (now > 0 && isDuration(at, now) ? ago(at, now) : blank()),
  };
}

/** A dozen formatters cost more than the row that uses them: each language has one set. */
const known = new Map<string, Times>();

function timesOf(locale: string): Times {
  const regional = regionalOf(locale);
  return known.get(regional) ?? keep(regional);
}

function keep(locale: string): Times {
  const times = createTimes(locale);
  known.set(locale, times);
  return times;
}

export function createTimes(locale: string): Times {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, options);
    return (at: string) => formatter.format(new Date(at));
  };
  const unit = (name: "minute" | "hour" | "day") =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "narrow" });
  const [minutes, hours, days] = [unit("minute"), unit("hour"), unit("day")];
  // 24-hour times have two digits, 12-hour times do not: 08:09, 8:09 am.
  const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions();
  const time = { hour: hourCycle?.startsWith("h2") ? "2-digit" : "numeric", minute: "2-digit" } as const;
  const clock = format(time);
  const seconds = format({ ...time, second: "2-digit" });
  /** With the year if it is not the current one. */
  const dated = (options: Intl.DateTimeFormatOptions) => {
    const [short, long] = [format(options), format({ ...options, year: "numeric" })];
    return (at: string) => (isThisYear(at) ? short(at) : long(at));
  };
  const moment = dated({ day: "numeric", month: "short", ...time });
  const weekday = format({ weekday: "short" });
  const date = dated({ day: "numeric", month: "short" });
  return {
    clock,
    seconds,
    day: dated({ weekday: "long", day: "numeric", month: "long" }),
    date,
    month: dated({ month: "long" }),
    moment,
    precise: (at) => (isToday(at) ? seconds(at) : moment(at)),
    near(at) {
      const distance = Math.abs(Date.now() - Date.parse(at));
      if (isToday(at)) return clock(at);
      // Together, Chinese would have no space between them.
      return distance < 6 * DAY_MS ? `${weekday(at)} ${clock(at)}` : date(at);
    },
    since(at, now) {
      const distance = Math.max(0, now - Date.parse(at));
      if (distance < HOUR_MS) return minutes.format(Math.floor(distance / MINUTE_MS));
      if (distance < DAY_MS) return hours.format(Math.floor(distance / HOUR_MS));
      return days.format(Math.floor(distance / DAY_MS));
    },
    ago(at, now) {
      const distance = Math.max(0, now - Date.parse(at));
      if (distance < MINUTE_MS) return "";
      if (distance < HOUR_MS) return minutes.format(Math.floor(distance / MINUTE_MS));
      if (distance < DAY_MS) return hours.format(Math.floor(distance / HOUR_MS));
      return distance < 6 * DAY_MS ? weekday(at) : date(at);
    },
  };
}

/** The reader's calendar day of an instant, for comparison. */
export const dayOf = (at: string): string => new Date(at).toDateString();

const isThisYear = (at: string): boolean => new Date(at).getFullYear() === new Date().getFullYear();

const isToday = (at: string): boolean => dayOf(at) === dayOf(new Date().toISOString());
