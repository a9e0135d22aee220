/** The parts of an instant in a zone; the offset as in `GMT+01:00`. */
const PARTS = {
  calendar: "iso8601",
  numberingSystem: "latn",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  timeZoneName: "longOffset",
} as const;

/**
 * A function that writes instants in ISO 8601 with the offset of a time zone, `2026-01-31T09:00:00.000+01:00`; without an offset
 * with `Z`. `timeZone`: an IANA name.
 */
export function createZonedTime(timeZone = "UTC"): (at: string | Date) => string {
  const format = new Intl.DateTimeFormat("en-US", { ...PARTS, timeZone });
  return (at) => {
    const parts = format.formatToParts(new Date(at));
    const of = (wanted: Intl.DateTimeFormatPartTypes) =>
      parts.find(({ type }) => type === wanted)?.value ?? "";
    const offset = of("timeZoneName").replace(/^GMT([+]00:00)?/, "") || "Z";
    const day = `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}`;
    return `${day}T${of("hour")}:${of("minute")}:${of("second")}.${of("fractionalSecond")}${offset}`;
  };
}
