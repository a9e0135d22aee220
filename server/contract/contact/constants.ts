/** Characters of an import file; the request with it stays below the body limit. */
export const IMPORT_CHARS_MAX = 500_000;
