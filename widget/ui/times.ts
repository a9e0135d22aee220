import type { Translate } from "@/widget/texts/texts";

/** The time of day of a message. */
export const timeOf = (iso: string, locale: string): string =>
  new Date(iso).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });

/** The day of a message as a heading: today and yesterday by name. */
export function dayOf(iso: string, locale: string, t: Translate, now = new Date()): string {
  const day = new Date(iso);
  const days = Math.round((startOf(now) - startOf(day)) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return day.toLocaleDateString(locale, {
    day: "numeric",
    month: "long",
    ...(days > 300 && { year: "numeric" }),
  });
}

/** In the list: the time today, the date before. */
export const shortTimeOf = (iso: string, locale: string, now = new Date()): string =>
  startOf(new Date(iso)) === startOf(now)
    ? timeOf(iso, locale)
    : new Date(iso).toLocaleDateString(locale, { day: "numeric", month: "short" });

const startOf = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();

/** Bytes in the unit that people read. */
export function sizeOf(bytes: number, locale: string): string {
  const isLarge = bytes >= 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: isLarge ? "megabyte" : "kilobyte",
    maximumFractionDigits: isLarge ? 1 : 0,
  }).format(isLarge ? bytes / 1_000_000 : Math.max(1, bytes / 1_000));
}
