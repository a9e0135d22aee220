/** In characters. Chatwoot's own limits, but for source ids (20,000 there): ours stand in an index. */
export const CONTENT_CHARS_MAX = 150_000;
export const NAME_CHARS_MAX = 255;
export const SOURCE_ID_CHARS_MAX = 500;
export const URL_CHARS_MAX = 2048;
/** A provider's error is cut here rather than refused: its status matters more than its tail. */
export const ERROR_CHARS_MAX = 10_000;

export const CONVERSATIONS_A_PAGE = 25;
export const CONTACTS_A_PAGE = 15;
export const CONVERSATIONS_OF_CONTACT_MAX = 20;
