/** Characters of a file of contacts: with JSON around it a request stays below its bound. */
export const IMPORT_CHARS_MAX = 500_000;
