/** The longest question that a search takes, in characters. */
export const QUERY_CHARS_MAX = 200;
