/** The most canned replies of an account: a screen loads all of them. */
export const CANNED_REPLIES_MAX = 500;
