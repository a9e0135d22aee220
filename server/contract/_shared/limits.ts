/**
 * How long texts may be, in characters (code points), and how many of a thing one input may name. The input schemas of
 * every edge and the `maxLength` of the forms read them here, so that what one edge accepts the others can save.
 * Without zod: the browser loads it.
 */

/** The name of an inbox or a contact, and a contact's own identifier. */
export const NAME_CHARS_MAX = 255;
/** The name of a member, team, token or saved view. */
export const SHORT_NAME_CHARS_MAX = 100;
export const EMAIL_CHARS_MAX = 255;
/** The address that a member signs in with. */
export const SIGN_IN_EMAIL_CHARS_MAX = 320;
/** A callback or a receiver of webhooks. */
export const URL_CHARS_MAX = 2048;
/** Why a setting was changed. */
export const REASON_CHARS_MAX = 1_000;
export const LABEL_CHARS_MAX = 255;
export const LABEL_DESCRIPTION_CHARS_MAX = 500;
export const LABELS_OF_CONVERSATION_MAX = 100;
/** The sender's own mark of a message. */
export const CLIENT_ID_CHARS_MAX = 255;
/** A provider's id of a message or contact. Bounded because it stands in an index. */
export const SOURCE_ID_CHARS_MAX = 500;
/** Chatwoot's bound, so that every message fits through every API. */
export const CONTENT_CHARS_MAX = 150_000;
/** A provider's words for why a message failed. */
export const RECEIPT_ERROR_CHARS_MAX = 10_000;
export const RECEIPTS_MAX = 1_000;
export const SHORT_CODE_CHARS_MAX = 50;
export const CANNED_REPLY_CHARS_MAX = 20_000;
/** The name of a custom attribute that is removed: whatever fits into the attributes of a conversation. */
export const ATTRIBUTE_NAME_CHARS_MAX = 20_000;
/** What a form lets somebody type as a custom attribute; integrators may keep any JSON. */
export const TYPED_ATTRIBUTE_NAME_CHARS_MAX = 100;
export const TYPED_ATTRIBUTE_VALUE_CHARS_MAX = 1_000;
/** Attributes that one change removes. */
export const ATTRIBUTES_REMOVED_MAX = 100;
/** Members that one change adds to those who follow a conversation, or removes. */
export const PARTICIPANTS_MAX = 100;
export const TEAM_MEMBERS_MAX = 1_000;
/** Inboxes that a member may see, and those that a receiver of webhooks is told of. */
export const MEMBER_INBOXES_MAX = 1_000;
export const ENDPOINT_INBOXES_MAX = 100;
export const CONCURRENCY_MAX = 64;
/** For how long a webhook's former secret may sign beside the new one. */
export const OVERLAP_HOURS_MAX = 168;
/** The token that confirms a deletion. */
export const DELETION_TOKEN_CHARS_MAX = 200;
/** A message's number as its column can hold it. */
export const MESSAGE_NUMBER_MAX = 2 ** 31 - 1;
