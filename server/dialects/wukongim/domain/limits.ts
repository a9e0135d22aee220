/** The characters of a user's or channel's id. */
export const UID_CHARS_MAX = 200;
/** The uids in one request. */
export const UIDS_MAX = 1_000;
/** The uids on one list of a channel, and the users on the account's side. */
export const LISTED_MAX = 10_000;
/** The bytes of a payload. */
export const PAYLOAD_BYTES_MAX = 64 * 1024;
