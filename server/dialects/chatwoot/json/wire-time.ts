/** An instant (ISO text) as whole epoch seconds. */
export const seconds = (at: string): number => Math.floor(Date.parse(at) / 1000);

/** The same; 0 for null. */
export const secondsOrZero = (at: string | null): number => (at === null ? 0 : seconds(at));
