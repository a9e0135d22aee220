/**
 * The greatest lengths of texts, in characters (code points), and of lists in one input. The input schemas of every edge
 * and the `maxLength` of forms use them, so that every edge can save what another accepted. It does not import zod: the
 * browser loads it.
 */

/** The name of an inbox or a contact, and a contact's own identifier. */
export const NAME_CHARS_MAX = 255;
/** The name of a member, team, token or saved view. */
export const SHORT_NAME_CHARS_MAX = 100;
export const EMAIL_CHARS_MAX = 255;
/** The address that a member signs in with. */
export const SIGN_IN_EMAIL_CHARS_MAX = 320;
/** The URL of a callback or of an endpoint. */
export const URL_CHARS_MAX = 2048;
/** Why a setting was changed, or a message dismissed. */
export const REASON_CHARS_MAX = 1_000;
export const LABEL_CHARS_MAX = 255;
export const CONTACT_NOTE_CHARS_MAX = 20_000;
export const COMPANY_DESCRIPTION_CHARS_MAX = 5_000;
export const LABEL_DESCRIPTION_CHARS_MAX = 500;
export const LABELS_OF_CONVERSATION_MAX = 100;
/** The sender's own id of a message. */
export const CLIENT_ID_CHARS_MAX = 255;
/** A provider's id of a message or contact. Bounded because it is indexed. */
export const SOURCE_ID_CHARS_MAX = 500;
/** Chatwoot's bound, so that every API can carry every message. */
export const CONTENT_CHARS_MAX = 150_000;
/** An unsent text: what a member has typed, whatever a message may have. */
export const DRAFT_CHARS_MAX = 1_000_000;
/** A provider's text about why a message failed. */
export const RECEIPT_ERROR_CHARS_MAX = 10_000;
export const RECEIPTS_MAX = 1_000;
/** The name and the address of a place. */
export const LOCATION_CHARS_MAX = 1_000;
export const SHORT_CODE_CHARS_MAX = 50;
export const CANNED_REPLY_CHARS_MAX = 20_000;
export const CANNED_REPLY_TITLE_CHARS_MAX = 100;
export const CANNED_REPLY_FOLDER_CHARS_MAX = 50;
/** Canned replies that one message is counted as a use of. */
export const CANNED_USES_MAX = 20;
/** Inboxes or teams that a canned reply is offered to. */
export const CANNED_REPLY_PLACES_MAX = 100;
/** The name of a custom attribute to remove: any that fits into a conversation's attributes. */
export const ATTRIBUTE_NAME_CHARS_MAX = 16_384;
/** A custom attribute typed in a form; integrators may store any JSON. */
export const TYPED_ATTRIBUTE_NAME_CHARS_MAX = 100;
export const TYPED_ATTRIBUTE_VALUE_CHARS_MAX = 1_000;
/** Attributes that one change may remove. */
export const ATTRIBUTES_REMOVED_MAX = 100;
/** Participants that one change may add or remove. */
export const PARTICIPANTS_MAX = 100;
export const TEAM_MEMBERS_MAX = 1_000;
/** Members whom one call gives an inbox, and from whom it takes it. */
export const INBOX_MEMBERS_MAX = 500;
/** Inboxes of a member, or of an endpoint's filter. */
export const MEMBER_INBOXES_MAX = 1_000;
export const ENDPOINT_INBOXES_MAX = 100;
export const CONCURRENCY_MAX = 64;
/** Deliveries of an endpoint at once, if it does not say how many. */
export const CONCURRENCY_DEFAULT = 8;
/** For how long an endpoint's old secret may sign in addition to the new one. */
export const OVERLAP_HOURS_MAX = 168;
/** The token that confirms a deletion. */
export const DELETION_TOKEN_CHARS_MAX = 200;
/** The greatest message number that its column can store. */
export const MESSAGE_NUMBER_MAX = 2 ** 31 - 1;
/** Calls in one batch of the screens. A lost stream makes a page refetch all that it shows. */
export const BATCH_CALLS_MAX = 20;
/** Of a conversation's subject; that of a mail is cut. */
export const SUBJECT_CHARS_MAX = 1_000;
