import type { MailCalendar } from "./mail";
import { oneLine } from "./plain-text";

const CALENDAR_CHARS_MAX = 256 * 1_024;
const VALUE_CHARS_MAX = 500;

type Property = { parameters: string; value: string };

/** The first event of an iCalendar text (RFC 5545), or null if there is none. */
export function calendarOf(text: string, method: string | null): MailCalendar | null {
  const lines = unfolded(text.slice(0, CALENDAR_CHARS_MAX));
  const start = lines.findIndex((line) => line.toUpperCase() === "BEGIN:VEVENT");
  if (start < 0) return null;
  const end = lines.findIndex((line, at) => at > start && line.toUpperCase() === "END:VEVENT");
  const event = propertiesOf(lines.slice(start + 1, end < 0 ? undefined : end));
  const organizer = event.get("ORGANIZER");
  return {
    method: method ?? propertiesOf(lines.slice(0, start)).get("METHOD")?.value.toUpperCase() ?? null,
    title: textOf(event.get("SUMMARY")) ?? "",
    startsAt: timeOf(event.get("DTSTART")),
    endsAt: timeOf(event.get("DTEND")),
    location: textOf(event.get("LOCATION")),
    organizer: organizer ? organizer.value.replace(/^mailto:/i, "").slice(0, VALUE_CHARS_MAX) : null,
  };
}

/** An invitation as lines of text: title, time, place, organizer. */
export function calendarText(calendar: MailCalendar): string {
  const time = [calendar.startsAt, calendar.endsAt].filter(Boolean).join(" – ");
  return [calendar.title, time, calendar.location, calendar.organizer].filter(Boolean).join("\n");
}

function unfolded(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.replaceAll("\r", "").split("\n")) {
    const last = lines.length - 1;
    if ((line.startsWith(" ") || line.startsWith("\t")) && last >= 0) lines[last] += line.slice(1);
    else lines.push(line);
  }
  return lines;
}

/** The first property of each name; `DTSTART;TZID=Europe/Berlin:20260320T140000` has a parameter. */
function propertiesOf(lines: readonly string[]): ReadonlyMap<string, Property> {
  const properties = new Map<string, Property>();
  for (const line of lines) {
    const [name = ""] = line.split(/[;:]/, 1);
    const rest = line.slice(name.length);
    const colon = colonOutsideQuotes(rest);
    if (colon < 0 || properties.has(name.toUpperCase())) continue;
    properties.set(name.toUpperCase(), { parameters: rest.slice(0, colon), value: rest.slice(colon + 1) });
  }
  return properties;
}

function colonOutsideQuotes(text: string): number {
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ":" && !isQuoted) return at;
  }
  return -1;
}

function textOf(property: Property | undefined): string | null {
  if (!property) return null;
  const text = property.value.replace(/\\([\\;,nN])/g, (_, sign: string) => (/n/i.test(sign) ? " " : sign));
  return oneLine(text).slice(0, VALUE_CHARS_MAX) || null;
}

/** `2026-03-20 14:00 (Europe/Berlin)`, `2026-03-20 14:00 UTC`, or `2026-03-20` for a whole day. */
function timeOf(property: Property | undefined): string | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$/.exec(property?.value.trim() ?? "");
  if (!parts) return null;
  const [, year, month, day, hour, minute, isUtc] = parts;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  const zone = /;TZID="?([^";]{1,60})/i.exec(property?.parameters ?? "")?.[1];
  const place = isUtc ? " UTC" : zone ? ` (${oneLine(zone)})` : "";
  return `${date} ${hour}:${minute}${place}`;
}
