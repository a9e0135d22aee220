/**
 * Stands before and after what a payload is made from, in JSON of messages that Postgres has written. JSON has no control
 * character as it is.
 */
export const MADE_MARK = "\u0001";
