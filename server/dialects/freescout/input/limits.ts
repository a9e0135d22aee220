/** In characters. Names and the like as FreeScout bounds them; what it leaves open is bounded as in our own API. */
export const FIRST_NAME_CHARS_MAX = 40;
export const COMPANY_CHARS_MAX = 60;
export const SUBJECT_CHARS_MAX = 998;

/** A body's bytes at most: 150,000 characters of content in any script, with room for the rest. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

export const PAGE_SIZE = 50;
export const PAGE_SIZE_MAX = 100;
/** Of one conversation, the newest. */
export const THREADS_SHOWN = 100;
/** In one new conversation. */
export const THREADS_AT_ONCE = 100;
