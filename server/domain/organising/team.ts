/** The most teams of an account: a screen loads all of them. */
export const TEAMS_MAX = 200;
