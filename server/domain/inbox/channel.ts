/** The transports of an inbox. */
export const CHANNELS = ["api", "widget", "evolution", "wukongim"] as const;
export type Channel = (typeof CHANNELS)[number];
