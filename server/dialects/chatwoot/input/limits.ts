export const CONVERSATIONS_A_PAGE = 25;
export const CONTACTS_A_PAGE = 15;
/** Without a token, bodies are smaller, in bytes; the files of a form are not counted. */
export const PUBLIC_BODY_BYTES_MAX = 256 * 1024;
export const CONVERSATIONS_OF_CONTACT_MAX = 20;
/** The most contacts that a filter compares one by one. */
export const CONTACTS_COMPARED_MAX = 1_000;
export const NOTIFICATIONS_A_PAGE = 15;
/** The newest notifications that are paged by number. */
export const NOTIFICATIONS_MAX = 300;
