/** From which day to which, both included, either may be open; or the last days, today included. */
export type DayRange = { from: string | null; to: string | null } | { lastDays: number };

const DAYS = /^(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?$/;
const LAST = /^([1-9]\d{0,3})d$/;

/** A day that exists, from 1970 on; else null. */
export function dayOf(text: string | null | undefined): string | null {
  if (!text || !/^(19[7-9]|[2-9]\d\d)\d-\d\d-\d\d$/.test(text)) return null;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? null : text;
}

/** A range from its text, `2026-01-01..2026-01-31` or `7d`; null when it is none. */
export function parseDayRange(text: string): DayRange | null {
  const last = LAST.exec(text);
  if (last) return { lastDays: Number(last[1]) };
  const days = DAYS.exec(text);
  if (!days) return null;
  const [, first, end] = days;
  const [from, to] = [dayOf(first), dayOf(end)];
  const isBad = (first !== undefined && from === null) || (end !== undefined && to === null);
  return isBad || (from === null && to === null) ? null : { from, to };
}

export const isDayRange = (text: string): boolean => parseDayRange(text) !== null;

/** The text of a range of days; null for any day. */
export const dayRangeText = (from: string | null, to: string | null): string | null =>
  from === null && to === null ? null : `${from ?? ""}..${to ?? ""}`;

/** The instants of a range in the calendar of this process's time zone: from the first one on, before the second. */
export function instantsOf(range: DayRange, now: Date): { from: string | null; before: string | null } {
  if ("lastDays" in range) {
    const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - range.lastDays + 1);
    return { from: known(first).toISOString(), before: null };
  }
  return {
    from: range.from === null ? null : midnight(range.from, 0).toISOString(),
    before: range.to === null ? null : midnight(range.to, 1).toISOString(),
  };
}

const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The instant at which a day begins, or the one `after` days later; within the years that filters take, whatever the time zone. */
export function midnight(day: string, after: number): Date {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return known(new Date(year, month - 1, date + after));
}

const known = (at: Date): Date => new Date(Math.min(Math.max(at.getTime(), 0), LAST_INSTANT));
