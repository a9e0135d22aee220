/** The IANA names of time zones to choose from, UTC first. Some runtimes leave UTC out. */
export const TIME_ZONES: readonly string[] = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC"),
];
const LISTED = new Set(TIME_ZONES);

/**
 * Whether a text is an IANA name of a time zone that this runtime knows, such as `Europe/Berlin`. Of a zone with several names,
 * such as `Asia/Kolkata` and `Asia/Calcutta`, a runtime lists one and knows all.
 */
export function isTimeZone(name: string): boolean {
  if (LISTED.has(name)) return true;
  if (!/^[A-Z]/i.test(name)) return false; // offsets such as +01:00 are no names
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // a RangeError is how Intl refuses a name
  }
}
