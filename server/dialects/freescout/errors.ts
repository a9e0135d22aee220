import { isRefusal, type Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { isAway } from "@/server/lib/is-away";

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
} as const;

export type WireStatus = keyof typeof CODES;
/** A field at fault, as the caller wrote it. */
export type Fault = { path: string; message: string; rejectedValue?: string | number | boolean };
export type WireAnswer = { status: WireStatus; body: ErrorBody; allow?: string };
type ErrorBody = {
  message: string;
  errorCode: string;
  _embedded: { errors: (Fault & { source: "JSON" })[] };
};

/** An answer that only this dialect knows: a bad parameter, a bad body, a method that a path does not have. */
export class WireError extends Error {
  readonly wire: WireAnswer;

  constructor(wire: WireAnswer) {
    super(wire.body.message);
    this.name = "WireError";
    this.wire = wire;
  }
}

/** An error as FreeScout writes it. */
export const said = (status: WireStatus, message: string, faults: readonly Fault[] = []): WireAnswer => ({
  status,
  body: {
    message,
    errorCode: CODES[status],
    _embedded: { errors: faults.map((fault) => ({ ...fault, source: "JSON" })) },
  },
});

/** A bad request that names its fields. */
export const invalid = (...faults: Fault[]): WireError =>
  new WireError(said(400, "Bad request: some parameters are missing or invalid.", faults));

/** A field of ours and its name here. */
const FIELD: Readonly<Record<string, string>> = {
  assigneeId: "assignTo",
  contactId: "customer",
  inboxId: "mailboxId",
  inboxIds: "mailboxes",
  content: "text",
  name: "firstName",
};

const plain =
  (status: WireStatus, message: string) =>
  ({ field, detail }: Refusal): WireAnswer =>
    said(status, message, field ? [{ path: FIELD[field] ?? field, message: detail ?? message }] : []);

const NOT_FOUND = plain(404, "Not found.");

/** What nobody can ask for through this dialect, said all the same. */
const refused = (message: string) => plain(409, message);

/** How each refusal is said here. */
const ANSWERS = {
  "account.not_found": NOT_FOUND,
  "attributes.too_much": plain(400, "The custom fields are too many or too long."),
  "auth.code_required": plain(401, "Sign in first."),
  "auth.forbidden": plain(403, "The API key's user may not do this."),
  "auth.foreign_origin": plain(403, "Not from this origin."),
  "auth.invalid_credentials": plain(401, "Wrong credentials."),
  "auth.invalid_token": plain(401, "Unknown API key."),
  "auth.required": plain(
    401,
    "Give an API key: X-FreeScout-API-Key, api_key, or as the user name of HTTP Basic.",
  ),
  "auth.scope_missing": plain(403, "The API key needs the scope conversations:purge."),
  "auth.too_many_attempts": plain(429, "Too many attempts; try later."),
  "auth.wrong_code": plain(403, "Wrong code."),
  "auth.wrong_password": plain(403, "Wrong password."),
  "bulk_operation.not_found": NOT_FOUND,
  "bulk_operation.not_resumable": refused("The operation cannot go on."),
  "bulk_operation.not_running": refused("The operation has ended."),
  "bulk_operation.too_many": refused("Too many operations go on."),
  "canned_reply.not_found": NOT_FOUND,
  "canned_reply.taken": refused("There is such a reply already."),
  "canned_reply.too_many": refused("There are too many replies."),
  "contact.being_erased": refused("The customer is being erased."),
  "contact.merge_itself": refused("A customer cannot be merged with itself."),
  "contact.merge_too_large": refused("The customers have too much to be merged."),
  "contact.not_found": NOT_FOUND,
  "contact.taken": plain(400, "Another customer has this already."),
  "conversation.contact_unreachable": refused("The customer cannot be reached from that mailbox."),
  "conversation.not_found": NOT_FOUND,
  "conversation.not_pending": refused("The conversation waits for nobody's triage."),
  "conversation.not_snoozed": refused("The conversation is not pending."),
  "conversation.not_trashed": refused("The conversation is not deleted."),
  "conversation.snooze_in_past": plain(400, "The time has passed."),
  "conversation.trashed": refused("The conversation is deleted; restore it first."),
  "cursor.gone": refused("This place in the log is gone."),
  "cursor.invalid": plain(400, "Invalid cursor."),
  "deletion.not_found": NOT_FOUND,
  "deletion.running": refused("The deletion still goes on."),
  "deletion.set_changed": refused("Some of it is no longer as it was shown."),
  "deletion.token_expired": refused("The confirmation has run out."),
  "deletion.token_unknown": NOT_FOUND,
  "deletion.token_used": refused("This was confirmed already."),
  "deletion.too_large": plain(400, "One deletion takes at most 10,000 conversations."),
  "delivery.not_found": NOT_FOUND,
  "endpoint.disabled": refused("The webhook is disabled."),
  "endpoint.not_found": NOT_FOUND,
  "endpoint.rotation_open": refused("The secret was changed lately."),
  "endpoint.too_many": refused("There are too many webhooks; delete one first."),
  "endpoint.url_refused": plain(400, "Nothing is sent to this URL."),
  "idempotency.mismatch": plain(400, "This Idempotency-Key was used for another request."),
  "inbox.legal_hold": refused("The mailbox is on legal hold: nothing in it is deleted for ever."),
  "inbox.not_found": NOT_FOUND,
  "input.invalid": plain(400, "Bad request: some parameters are missing or invalid."),
  "label.not_found": NOT_FOUND,
  "label.taken": refused("There is such a tag already."),
  "label.too_many": refused("There are too many tags."),
  "link.invalid": NOT_FOUND,
  "media.unsupported": plain(415, "Send JSON."),
  "member.deactivated": refused("The user is deactivated."),
  "member.last_administrator": refused("Nobody else is an administrator."),
  "member.not_found": plain(400, "There is no such user, or they cannot see the mailbox."),
  "message.already_left": refused("The message has left."),
  "message.content_missing": plain(400, "The thread has no text."),
  "message.deleted": refused("The thread was deleted."),
  "message.held": refused("The message has not left yet."),
  "message.incoming_not_allowed": refused("The mailbox takes no customer's messages from an API."),
  "message.no_tick": refused("The thread has no delivery status."),
  "message.not_deletable": refused("The thread cannot be deleted."),
  "message.not_editable": refused("The thread cannot be changed."),
  "message.not_failed": refused("The message did not fail."),
  "message.not_found": NOT_FOUND,
  "message.not_yours": plain(403, "Only its writer may do this."),
  "message.status_not_allowed": plain(403, "The mailbox reports no statuses."),
  "message.unseen_newer": refused("Others wrote meanwhile."),
  "notification.not_found": NOT_FOUND,
  "operation.timed_out": refused("It took too long; nothing was changed."),
  "policy.change_not_found": NOT_FOUND,
  "policy.unchanged": refused("Nothing changed."),
  "receipt.unknown_attempt": refused("Unknown attempt."),
  "resource.not_found": NOT_FOUND,
  "server.busy": plain(503, "The server is busy; try again."),
  "session.not_found": NOT_FOUND,
  "source_id.taken": refused("This name is taken in the mailbox."),
  "team.not_found": NOT_FOUND,
  "team.taken": refused("There is such a team already."),
  "team.too_many": refused("There are too many teams."),
  "token.not_found": NOT_FOUND,
  "two_factor.already_on": refused("Two-factor authentication is on."),
  "two_factor.not_begun": refused("Two-factor authentication was not begun."),
  "two_factor.not_on": refused("Two-factor authentication is off."),
  "undo.not_found": NOT_FOUND,
  "undo.superseded": refused("It has changed again since."),
  "user.email_taken": plain(400, "Another user has this e-mail address."),
  "view.not_found": NOT_FOUND,
  "view.taken": refused("There is such a view already."),
  "view.too_many": refused("There are too many views."),
} satisfies Record<RefusalCode, (refusal: Refusal) => WireAnswer>;

/** What to answer to an error, or null when it is our own bug. */
export function answerOf(error: unknown): WireAnswer | null {
  if (error instanceof WireError) return error.wire;
  if (isAway(error)) return said(503, "The server is busy; try again.");
  return isRefusal(error) ? ANSWERS[error.refusal](error) : null;
}
