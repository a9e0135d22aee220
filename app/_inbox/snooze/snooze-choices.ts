/** A time until which a conversation can be snoozed. */
export type SnoozeChoice = { id: "hour" | "tomorrow" | "monday"; until: Date };

const MORNING_HOUR = 9;

/** The choices at `now`, in the reader's time zone. On a Sunday "tomorrow" is Monday, which is listed once. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const tomorrow = morningIn(now, 1);
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  const monday = morningIn(now, daysToMonday);
  const choices: SnoozeChoice[] = [
    { id: "hour", until: new Date(now.getTime() + 60 * 60_000) },
    { id: "tomorrow", until: tomorrow },
  ];
  return daysToMonday === 1 ? choices : [...choices, { id: "monday", until: monday }];
}

function morningIn(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR);
}
