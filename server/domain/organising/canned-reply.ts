/** An account has at most this many, so that a screen can hold all of them. */
export const CANNED_REPLIES_MAX = 500;
