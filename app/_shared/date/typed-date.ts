type Part = "day" | "month" | "year";

/** In which order a region writes the parts of a date. */
const orderOf = (region: string): Part[] =>
  new Intl.DateTimeFormat(region).formatToParts().flatMap(({ type }) => (isPart(type) ? [type] : []));

const isPart = (type: string): type is Part => type === "day" || type === "month" || type === "year";

const DIGITS = { year: "numeric", month: "2-digit", day: "2-digit", timeZone: "UTC" } as const;

/** 19/11/2026, as the region writes it. `day` is YYYY-MM-DD. */
export const formatDay = (day: string, region: string): string =>
  new Intl.DateTimeFormat(region, DIGITS).format(new Date(`${day}T00:00:00Z`));

/** dd/mm/yyyy, in the order of the region and with the reader's names of the parts. */
export const dayHint = (region: string, names: Record<Part, string>): string =>
  new Intl.DateTimeFormat(region, DIGITS)
    .formatToParts()
    .map(({ type, value }) => (isPart(type) ? names[type] : value))
    .join("");

/**
 * The day YYYY-MM-DD of what was typed: 2026-11-19, or the parts in the order of the region. Without a year it is
 * `today`'s; a year of two digits is in this century. Null if it is no day.
 */
export function parseDay(text: string, region: string, today: Date): string | null {
  const numbers = text.trim().split(/\D+/).filter(Boolean);
  const [first = ""] = numbers;
  const order: Part[] = first.length === 4 ? ["year", "month", "day"] : orderOf(region);
  const parts = numbers.length === 2 ? order.filter((part) => part !== "year") : order;
  if (numbers.length !== parts.length) return null;
  const of = (part: Part) => numbers[parts.indexOf(part)];
  const year = of("year") ?? String(today.getFullYear());
  const twoDigits = (number = "") => number.padStart(2, "0");
  const day = `${year.length === 2 ? `20${year}` : year}-${twoDigits(of("month"))}-${twoDigits(of("day"))}`;
  return isDay(day) ? day : null;
}

/** Whether a day YYYY-MM-DD exists, from the year 1000 on. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return (
    /^[1-9]\d{3}-\d\d-\d\d$/.test(day) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
  );
}

/** 14:30 or 2:30 pm, as the region writes it. `time` is HH:MM. */
export const formatTime = (time: string, region: string): string =>
  new Intl.DateTimeFormat(region, { hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(
    new Date(`1970-01-01T${time}:00Z`),
  );

/** The time HH:MM of what was typed: 14:30, 14.30, 1430, 9, 2:30 pm, 2p. Null if it is no time. */
export function parseTime(text: string): string | null {
  const [, hour = "", minute = "0", half] =
    /^(\d{1,2})(?:[:.]?(\d{2}))?\s?(?:([ap])(?:\.?m\.?)?)?$/i.exec(text.trim().replace(/\s+/g, " ")) ?? [];
  const typed = Number(hour);
  if (hour === "" || Number(minute) > 59 || typed > (half === undefined ? 23 : 12)) return null;
  if (half !== undefined && typed === 0) return null;
  const hours = half === undefined ? typed : (typed % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  return `${String(hours).padStart(2, "0")}:${minute.padStart(2, "0")}`;
}

/** YYYY-MM-DDTHH:MM of an instant, in the process's time zone. */
export const localTextOf = (at: Date): string =>
  new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
