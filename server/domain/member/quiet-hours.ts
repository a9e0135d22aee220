/** Hours in which nothing is pushed. `days`: those on which they begin, Monday = 1. Ends that are equal make a whole day. */
export type QuietHours = { days: readonly number[]; from: string; to: string };

/** Whether the hours include an instant, in a time zone. Hours that pass midnight belong to the day on which they begin. */
export function isQuiet(quietHours: QuietHours | null, timeZone: string, at: Date): boolean {
  if (quietHours === null) return false;
  const { day, minute } = localTime(timeZone, at);
  const [from, to] = [minuteOf(quietHours.from), minuteOf(quietHours.to)];
  const begins = (on: number) => quietHours.days.includes(on);
  if (from < to) return begins(day) && minute >= from && minute < to;
  return (begins(day) && minute >= from) || (begins(dayBefore(day)) && minute < to);
}

const dayBefore = (day: number): number => (day === 1 ? 7 : day - 1);

/** Of a text such as "18:30". */
function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function localTime(timeZone: string, at: Date): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return { day: DAYS.indexOf(part("weekday")) + 1, minute: minuteOf(`${part("hour")}:${part("minute")}`) };
}
