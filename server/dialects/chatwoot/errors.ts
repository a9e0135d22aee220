import { isRefusal, Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { isAway } from "@/server/lib/is-away";

export type WireStatus = 400 | 401 | 403 | 404 | 413 | 422 | 429 | 503;
export type WireAnswer = { status: WireStatus; body: object };

/** An answer that only this dialect knows: a bad parameter, a bad body. */
export class WireError extends Error {
  readonly wire: WireAnswer;

  constructor(wire: WireAnswer) {
    super(JSON.stringify(wire.body));
    this.name = "WireError";
    this.wire = wire;
  }
}

const plain =
  (status: WireStatus, error: string) =>
  ({ detail }: Refusal): WireAnswer => ({ status, body: { error: detail ?? error } });

/** Of a refusal whose detail is no sentence. */
const exactly = (status: WireStatus, body: object) => (): WireAnswer => ({ status, body });

const NOT_FOUND = exactly(404, { error: "Resource could not be found" });
const SIGN_IN = exactly(401, { errors: ["You need to sign in or sign up before continuing."] });
const NOT_ALLOWED = exactly(401, { error: "You are not authorized to do this action" });

/** A field of ours and its name here. */
const FIELD: Readonly<Record<string, string>> = { phone: "phone_number", callbackUrl: "webhook_url" };

/** The full message of a bad field and the field: the shape of a failed validation. */
export function invalidBody(field: string, fault: string): { message: string; attributes: string[] } {
  const words = field.replaceAll("_", " ");
  return { message: `${words.charAt(0).toUpperCase()}${words.slice(1)} ${fault}`, attributes: [field] };
}

export const invalid = (field: string, fault: string): WireError =>
  new WireError({ status: 422, body: invalidBody(field, fault) });

const taken = ({ field = "base" }: Refusal): WireAnswer => ({
  status: 422,
  body: invalidBody(FIELD[field] ?? field, "has already been taken"),
});

/** How each refusal is said here. "No access" and "not allowed" are both 401: clients test for it. */
const ANSWERS = {
  "account.not_found": exactly(401, { error: "You are not authorized to access this account" }),
  "auth.required": SIGN_IN,
  "auth.code_required": SIGN_IN,
  "auth.invalid_token": exactly(401, { error: "Invalid Access Token" }),
  "auth.invalid_credentials": SIGN_IN,
  "auth.too_many_attempts": plain(429, "Retry later"),
  "auth.forbidden": NOT_ALLOWED,
  "auth.scope_missing": exactly(403, { error: "The token needs the scope conversations:purge" }),
  "auth.foreign_origin": NOT_ALLOWED,
  "team.not_found": NOT_FOUND,
  "team.taken": taken,
  "team.too_many": plain(422, "Too many teams"),
  "view.not_found": NOT_FOUND,
  "view.taken": taken,
  "view.too_many": plain(422, "Too many views"),
  "attributes.too_much": plain(422, "Too many custom attributes"),
  "label.not_found": NOT_FOUND,
  "label.taken": taken,
  "label.too_many": plain(422, "Too many labels"),
  "bulk_operation.not_found": NOT_FOUND,
  "bulk_operation.not_resumable": plain(422, "It cannot be taken up again"),
  "bulk_operation.not_running": plain(422, "It has ended"),
  "bulk_operation.too_many": plain(422, "Too many conversations"),
  "canned_reply.not_found": NOT_FOUND,
  "canned_reply.taken": taken,
  "canned_reply.too_many": plain(422, "Too many canned responses"),
  "auth.wrong_code": plain(422, "Wrong code"),
  "auth.wrong_password": plain(422, "Wrong password"),
  "contact.being_erased": plain(422, "The contact is being erased"),
  "contact.merge_itself": plain(422, "A contact cannot be merged into itself"),
  "contact.merge_too_large": plain(422, "The contact has too many conversations"),
  "contact.not_found": NOT_FOUND,
  "contact.taken": taken,
  "conversation.contact_unreachable": plain(422, "The contact cannot be reached from this inbox"),
  "conversation.not_found": NOT_FOUND,
  "conversation.not_pending": plain(422, "The conversation is not pending"),
  "conversation.not_snoozed": plain(422, "The conversation is not snoozed"),
  "conversation.snooze_in_past": plain(422, "snoozed_until must be in the future"),
  "conversation.trashed": plain(422, "The conversation is in the trash"),
  "conversation.not_trashed": plain(422, "The conversation is not in the trash"),
  "cursor.gone": exactly(422, { error: "This place in the log is gone" }),
  "cursor.invalid": plain(422, "Invalid cursor"),
  "delivery.not_found": NOT_FOUND,
  "deletion.not_found": NOT_FOUND,
  "deletion.running": plain(422, "The deletion still goes on."),
  "deletion.set_changed": exactly(422, {
    error: "Some of it is no longer as it was shown; prepare the deletion again.",
  }),
  "deletion.token_expired": plain(422, "The confirmation has run out; prepare the deletion again."),
  "deletion.token_unknown": NOT_FOUND,
  "deletion.token_used": plain(422, "This was confirmed already."),
  "deletion.too_large": plain(422, "One deletion takes at most 10,000 conversations."),
  "endpoint.disabled": plain(422, "The webhook is disabled"),
  "endpoint.not_found": NOT_FOUND,
  "endpoint.rotation_open": plain(422, "The secret was changed lately"),
  "endpoint.too_many": plain(422, "Too many webhooks"),
  "endpoint.url_refused": ({ detail }) => ({ status: 422, body: invalidBody("url", detail ?? "is invalid") }),
  "idempotency.mismatch": plain(422, "This Idempotency-Key was used for another request"),
  "inbox.legal_hold": plain(422, "The inbox is on legal hold: nothing in it is deleted for ever."),
  "inbox.not_found": NOT_FOUND,
  "input.invalid": plain(422, "Invalid parameters"),
  "link.invalid": NOT_FOUND,
  "media.unsupported": plain(422, "Unsupported media type"),
  "member.deactivated": plain(422, "The agent is deactivated"),
  "member.last_administrator": plain(422, "Nobody else is an administrator"),
  "member.not_found": NOT_FOUND,
  "message.already_left": plain(422, "The message has left"),
  "message.content_missing": plain(422, "Content can't be blank"),
  "message.deleted": plain(422, "Message was deleted"),
  "message.held": plain(422, "The message has not left yet"),
  "message.incoming_not_allowed": plain(422, "Incoming messages are only allowed in Api inboxes"),
  "message.no_tick": plain(422, "The message has no status"),
  "message.not_deletable": plain(422, "Message cannot be deleted"),
  "message.not_editable": plain(422, "Message cannot be edited"),
  "message.not_failed": plain(422, "The message did not fail"),
  "message.not_found": NOT_FOUND,
  "message.not_yours": plain(403, "Only its writer may do this"),
  "message.status_not_allowed": plain(403, "Message status update is only allowed for API inboxes"),
  "message.unseen_newer": exactly(422, { error: "Others wrote meanwhile" }),
  "notification.not_found": NOT_FOUND,
  "operation.timed_out": plain(422, "It took too long; nothing was changed"),
  "policy.change_not_found": NOT_FOUND,
  "policy.unchanged": plain(422, "Nothing changed"),
  "receipt.unknown_attempt": plain(422, "Unknown attempt"),
  "resource.not_found": NOT_FOUND,
  "server.busy": plain(503, "The server is busy"),
  "session.not_found": NOT_FOUND,
  "source_id.taken": plain(422, "source_id should be unique"),
  "token.not_found": NOT_FOUND,
  "two_factor.already_on": plain(422, "Two-factor authentication is on"),
  "two_factor.not_begun": plain(422, "Two-factor authentication was not begun"),
  "two_factor.not_on": plain(422, "Two-factor authentication is off"),
  "undo.not_found": NOT_FOUND,
  "undo.superseded": plain(422, "It has changed again since"),
  "user.email_taken": taken,
} satisfies Record<RefusalCode, (refusal: Refusal) => WireAnswer>;

/** What to answer to an error, or null when it is our own bug. */
export function answerOf(error: unknown): WireAnswer | null {
  if (error instanceof WireError) return error.wire;
  if (isAway(error)) return ANSWERS["server.busy"](new Refusal("server.busy"));
  return isRefusal(error) ? ANSWERS[error.refusal](error) : null;
}

/** Runs `work`; a failed validation in it is said as `{error: text}`. */
export async function asPlainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const wire = error instanceof WireError ? error.wire : null;
    if (wire?.status !== 422 || !("message" in wire.body)) throw error;
    throw new WireError({ status: 422, body: { error: wire.body.message } });
  }
}
