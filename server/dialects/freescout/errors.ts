import {
  isRefusal,
  REFUSALS,
  Refusal,
  type RefusalClass,
  type RefusalCode,
} from "@/server/contract/_shared/refusal";
import { SENTENCES } from "@/server/contract/_shared/refusal-sentences";
import { ownEntry } from "@/server/lib/defined";
import { outageOf } from "@/server/lib/is-away";

/** The error codes that go with the statuses. */
const CODES = {
  400: "BAD REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT FOUND",
  405: "METHOD NOT ALLOWED",
  409: "CONFLICT",
  413: "PAYLOAD TOO LARGE",
  415: "UNSUPPORTED MEDIA TYPE",
  429: "TOO MANY REQUESTS",
  503: "SERVICE UNAVAILABLE",
  507: "INSUFFICIENT STORAGE",
} as const;

export type WireStatus = keyof typeof CODES;
/** An invalid field, as the caller named it. */
export type Fault = { path: string; message: string; rejectedValue?: string | number | boolean };
export type WireAnswer = { status: WireStatus; body: ErrorBody; allow?: string };
type ErrorBody = {
  message: string;
  errorCode: string;
  _embedded: { errors: (Fault & { source: "JSON" })[] };
};

/** An error of this dialect only: a bad parameter, a bad body, a method that a path does not have. */
export class WireError extends Error {
  readonly wire: WireAnswer;

  constructor(wire: WireAnswer) {
    super(wire.body.message);
    this.name = "WireError";
    this.wire = wire;
  }
}

/** An error in FreeScout's format. */
export const errorAnswer = (
  status: WireStatus,
  message: string,
  faults: readonly Fault[] = [],
): WireAnswer => ({
  status,
  body: {
    message,
    errorCode: CODES[status],
    _embedded: { errors: faults.map((fault) => ({ ...fault, source: "JSON" })) },
  },
});

/** A bad request that names its invalid fields. */
export const invalid = (...faults: Fault[]): WireError =>
  new WireError(errorAnswer(400, "Bad request: some parameters are missing or invalid.", faults));

/** A field of Tickline and its name here. */
const FIELD: Readonly<Record<string, string>> = {
  assigneeId: "assignTo",
  contactId: "customer",
  inboxId: "mailboxId",
  inboxIds: "mailboxes",
  content: "text",
  name: "firstName",
};

/** The status of each class. */
const STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  gone: 409,
  expired: 409,
  conflict: 409,
  invalid: 400,
  unprocessable: 400,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  full: 507,
  unavailable: 503,
} as const satisfies Record<RefusalClass, WireStatus>;

/**
 * Responses that differ from the class's: a text, with the class's status or its own. Others are sent with
 * "Not found." or the message of `/v1`.
 */
const OWN: Partial<Record<RefusalCode, string | readonly [WireStatus, string]>> = {
  "attributes.too_much": [400, "The custom fields are too many or too long."],
  "auth.code_required": "Sign in first.",
  "auth.forbidden": "The API key's user may not do this.",
  "auth.foreign_origin": "Not from this origin.",
  "auth.invalid_credentials": "Wrong credentials.",
  "auth.invalid_token": "Unknown API key.",
  "auth.required": "Give an API key: X-FreeScout-API-Key, api_key, or as the user name of HTTP Basic.",
  "auth.scope_missing": "The API key needs the scope conversations:purge.",
  "auth.too_many_attempts": "Too many attempts; try later.",
  "auth.wrong_code": [403, "Wrong code."],
  "auth.wrong_password": [403, "Wrong password."],
  "bulk_operation.not_resumable": "The operation cannot go on.",
  "bulk_operation.not_running": "The operation has ended.",
  "bulk_operation.too_many": [409, "Too many operations go on."],
  "attribute_definition.taken": "There is such an attribute already.",
  "attribute_definition.too_many": "There are too many attributes.",
  "canned_reply.taken": "There is such a reply already.",
  "canned_reply.too_many": "There are too many replies.",
  "contact.being_erased": "The customer is being erased.",
  "contact.merge_itself": [409, "A customer cannot be merged with itself."],
  "contact.merge_too_large": [409, "The customers have too much to be merged."],
  "contact_note.too_many": "The customer has too many notes.",
  "contact.taken": [400, "Another customer has this already."],
  "conversation.contact_unreachable": "The customer cannot be reached from that mailbox.",
  "conversation.exists": "The customer has a conversation in this mailbox.",
  "conversation.not_pending": "The conversation waits for nobody's triage.",
  "conversation.not_snoozed": "The conversation is not pending.",
  "conversation.not_trashed": "The conversation is not deleted.",
  "conversation.snooze_in_past": "The time has passed.",
  "conversation.trashed": "The conversation is deleted; restore it first.",
  "cursor.gone": "This place in the log is gone.",
  "cursor.invalid": "Invalid cursor.",
  "deletion.running": "The deletion still goes on.",
  "deletion.set_changed": "Some of it is no longer as it was shown.",
  "deletion.token_expired": "The confirmation has run out.",
  "endpoint.disabled": "The webhook is disabled.",
  "endpoint.rotation_open": "The secret was changed lately.",
  "endpoint.too_many": "There are too many webhooks; delete one first.",
  "file.over_budget": "The day's budget of uploads is spent; try again tomorrow.",
  "inbox.legal_hold": "The mailbox is on legal hold: nothing in it is deleted for ever.",
  "input.invalid": "Bad request: some parameters are missing or invalid.",
  "label.moving": "A tag of this name is still being removed. Try again in a minute.",
  "label.taken": "There is such a tag already.",
  "label.too_many": "There are too many tags.",
  "media.unsupported": "Send JSON.",
  "mail.not_configured": "No outgoing mail is configured.",
  "member.deactivated": "The user is deactivated.",
  "member.last_administrator": "Nobody else is an administrator.",
  "member.not_found": [400, "There is no such user, or they cannot see the mailbox."],
  "message.already_left": "The message has left.",
  "message.content_missing": "The thread has no text.",
  "message.deleted": "The thread was deleted.",
  "message.held": "The message has not left yet.",
  "message.incoming_not_allowed": [409, "The mailbox takes no customer's messages from an API."],
  "message.no_tick": [409, "The thread has no delivery status."],
  "message.not_deletable": [409, "The thread cannot be deleted."],
  "message.not_editable": [409, "The thread cannot be changed."],
  "message.not_failed": "The message did not fail.",
  "message.not_yours": "Only its writer may do this.",
  "message.status_not_allowed": [403, "The mailbox reports no statuses."],
  "message.unseen_newer": "Others wrote meanwhile.",
  "operation.timed_out": [409, "It took too long; nothing was changed."],
  "policy.unchanged": [409, "Nothing changed."],
  "receipt.not_tried": [409, "Nobody has tried to send the message yet."],
  "receipt.unknown_attempt": [409, "Unknown attempt."],
  "server.busy": "The server is busy; try again.",
  "server.maintenance": "Maintenance: changes are refused; try again later.",
  "request.rate_limited": "Too many requests; try later.",
  "source_id.taken": "This name is taken in the mailbox.",
  "storage.full": "The server has no room for more files now; try again later.",
  "storage.unavailable": "The server cannot store anything now; try again later.",
  "sso.not_linked": "The member is not linked to the identity provider.",
  "sso.other_member": "Signed in as another member.",
  "sso.unavailable": "The identity provider cannot be reached.",
  "team.taken": "There is such a team already.",
  "team.too_many": "There are too many teams.",
  "transcript.other_address": "Only administrators send a transcript to another address.",
  "two_factor.already_on": "Two-factor authentication is on.",
  "two_factor.not_begun": "Two-factor authentication was not begun.",
  "two_factor.not_on": "Two-factor authentication is off.",
  "undo.superseded": "It has changed again since.",
  "user.email_taken": [400, "Another user has this email address."],
  "view.taken": "There is such a view already.",
  "view.too_many": "There are too many views.",
};

/** The response to a refusal; it names the invalid field, if there is one. */
function answerRefusal({ refusal: code, field, detail }: Refusal): WireAnswer {
  if (code === "server.maintenance" && detail) return errorAnswer(503, detail);
  const kind = REFUSALS[code];
  const own = OWN[code] ?? (kind === "not_found" ? "Not found." : SENTENCES[code]);
  const [status, message] = typeof own === "string" ? [STATUS[kind], own] : own;
  return errorAnswer(
    status,
    message,
    field ? [{ path: ownEntry(FIELD, field) ?? field, message: detail ?? message }] : [],
  );
}

/** The response to an error, or null when it is a bug. */
export function answerOf(error: unknown): WireAnswer | null {
  if (error instanceof WireError) return error.wire;
  const outage = outageOf(error);
  if (outage) return answerRefusal(new Refusal(outage));
  return isRefusal(error) ? answerRefusal(error) : null;
}
