/** The IANA names of time zones, UTC first. Some runtimes leave UTC out. */
export const TIME_ZONES: readonly string[] = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC"),
];
const KNOWN = new Set(TIME_ZONES);

/** Whether a text is the IANA name of a time zone, such as `Europe/Berlin`. */
export const isTimeZone = (name: string): boolean => KNOWN.has(name);
