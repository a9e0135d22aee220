/** In characters. FreeScout's limits where it has them, else those of `/v1`. */
export const FIRST_NAME_CHARS_MAX = 40;
export const COMPANY_CHARS_MAX = 60;
export const SUBJECT_CHARS_MAX = 998;

/** The maximum of a body in bytes: 150,000 characters of content in any script, with room for other fields. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

export const PAGE_SIZE = 50;
export const PAGE_SIZE_MAX = 100;
/** The newest threads of a conversation that are shown. */
export const THREADS_SHOWN = 100;
/** The maximum in a new conversation. */
export const THREADS_AT_ONCE = 100;
