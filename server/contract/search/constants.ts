/** The longest search query, in characters. */
export const QUERY_CHARS_MAX = 200;
