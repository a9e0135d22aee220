/** In characters. FreeScout's limits where it has them, else those of `/v1`. */
export const FIRST_NAME_CHARS_MAX = 40;
export const COMPANY_CHARS_MAX = 60;
export const PHONE_CHARS_MAX = 40;
/** The maximum of a customer's email addresses, and of their phones. */
export const ADDRESSES_MAX = 20;
export const SUBJECT_CHARS_MAX = 998;

/** The maximum of a body in bytes: 150,000 characters of content in any script, with room for other fields. */
export const BODY_BYTES_MAX = 5 * 1024 * 1024;

/**
 * The maximum of a body with files in bytes, which names its length. In memory it is several times as much, so few are read at
 * once, and few wait for that.
 */
export const FILES_BODY_BYTES_MAX = 32 * 1024 * 1024;
export const LARGE_BODIES = 2;
export const LARGE_BODIES_WAITING = 8;

/** The maximum of a file's name, which is cut, and of its address, longer than any that is fetched. */
export const FILE_NAME_CHARS_MAX = 1_000;
export const FILE_URL_CHARS_MAX = 8_192;

export const PAGE_SIZE = 50;
export const PAGE_SIZE_MAX = 100;
/** The newest threads of a conversation that are shown. */
export const THREADS_SHOWN = 100;
/** The maximum in a new conversation. */
export const THREADS_AT_ONCE = 100;
