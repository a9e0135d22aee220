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

export type WireStatus = 400 | 401 | 403 | 404 | 413 | 422 | 429 | 503 | 507;
export type WireAnswer = { status: WireStatus; body: object };

/** An error of this dialect only: a bad parameter, a bad body. */
export class WireError extends Error {
  readonly wire: WireAnswer;

  constructor(wire: WireAnswer) {
    super(JSON.stringify(wire.body));
    this.name = "WireError";
    this.wire = wire;
  }
}

/** The error of an unreadable body. */
export const badRequest = (detail: string): WireError =>
  new WireError({ status: 400, body: { status: 400, error: `Bad Request: ${detail}` } });

/** The error of a body whose client hung up, or broke the chunked encoding. */
export const brokenBody = (): WireError => badRequest("the body broke off");

export const tooLarge = (bytesMax: number): WireError =>
  new WireError({ status: 413, body: { error: `The body is larger than ${bytesMax} bytes` } });

const plain =
  (status: WireStatus, error: string) =>
  ({ detail }: Refusal): WireAnswer => ({ status, body: { error: detail ?? error } });

/** For a refusal whose detail is not a sentence. */
const exactly = (status: WireStatus, body: object) => (): WireAnswer => ({ status, body });

const NOT_FOUND = exactly(404, { error: "Resource could not be found" });
const SIGN_IN = exactly(401, { errors: ["You need to sign in or sign up before continuing."] });
const NOT_ALLOWED = exactly(401, { error: "You are not authorized to do this action" });

/** A field of Tickline and its name here. */
const FIELD: Readonly<Record<string, string>> = {
  phone: "phone_number",
  callbackUrl: "webhook_url",
  key: "attribute_key",
  shortCode: "short_code",
};

/** The full message of a bad field and the field: the shape of a failed validation. */
export function invalidBody(field: string, fault: string): { message: string; attributes: string[] } {
  const words = field.replaceAll("_", " ");
  return { message: `${words.charAt(0).toUpperCase()}${words.slice(1)} ${fault}`, attributes: [field] };
}

export const invalid = (field: string, fault: string): WireError =>
  new WireError({ status: 422, body: invalidBody(field, fault) });

const taken = ({ field = "base" }: Refusal): WireAnswer => ({
  status: 422,
  body: invalidBody(ownEntry(FIELD, field) ?? field, "has already been taken"),
});

/** The status of each class. "No access" and "not allowed" are both 401: clients expect it. */
const STATUS = {
  unauthenticated: 401,
  forbidden: 401,
  not_found: 404,
  gone: 422,
  expired: 422,
  conflict: 422,
  invalid: 422,
  unprocessable: 422,
  too_large: 422,
  unsupported: 422,
  too_many: 429,
  full: 507,
  unavailable: 503,
} as const satisfies Record<RefusalClass, WireStatus>;

type Answer = (refusal: Refusal) => WireAnswer;

/** The response to a whole class of refusals. */
const OF_CLASS: Partial<Record<RefusalClass, Answer>> = {
  not_found: NOT_FOUND,
  unauthenticated: SIGN_IN,
  forbidden: NOT_ALLOWED,
};

/**
 * Responses that differ from the class's. A text is sent with the class's status; a refusal without an entry, of a
 * class without a response, is sent with the message of `/v1`.
 */
const OWN: Partial<Record<RefusalCode, string | Answer>> = {
  "account.not_found": exactly(401, { error: "You are not authorized to access this account" }),
  "auth.invalid_token": exactly(401, { error: "Invalid Access Token" }),
  "auth.token_expired": exactly(401, { error: "The access token has expired" }),
  "transcript.other_address": exactly(403, {
    error: "Only administrators send a transcript to another address than the contact's or their own",
  }),
  "token.read_only": exactly(403, { error: "The access token can only read" }),
  "auth.too_many_attempts": "Retry later",
  "auth.scope_missing": exactly(403, { error: "The token needs the scope conversations:purge" }),
  "team.taken": taken,
  "team.too_many": "Too many teams",
  "view.taken": taken,
  "view.too_many": "Too many views",
  "attributes.too_much": "Attributes are too many or too long",
  "label.moving": "A label of this name is still being removed: try again in a minute",
  "label.taken": taken,
  "label.too_many": "Too many labels",
  "bulk_operation.not_resumable": "It cannot be taken up again",
  "bulk_operation.not_running": "It has ended",
  "bulk_operation.too_many": "Too many conversations",
  "attribute_definition.taken": taken,
  "attribute_definition.too_many": "Too many custom attribute definitions",
  "canned_reply.taken": taken,
  "canned_reply.too_many": exactly(422, { error: "Too many canned responses" }),
  "auth.wrong_code": "Wrong code",
  "auth.wrong_password": "Wrong password",
  "contact.being_erased": "The contact is being erased",
  "contact.merge_itself": "A contact cannot be merged into itself",
  "contact.merge_too_large": "The contact has too many conversations",
  "contact.taken": taken,
  "contact_note.too_many": "The contact has too many notes",
  "conversation.contact_unreachable": "The contact cannot be reached from this inbox",
  "conversation.exists": exactly(422, { error: "The contact has a conversation in this inbox" }),
  "conversation.not_pending": "The conversation is not pending",
  "conversation.not_snoozed": "The conversation is not snoozed",
  "conversation.snooze_in_past": "snoozed_until must be in the future",
  "conversation.trashed": "The conversation is in the trash",
  "conversation.not_trashed": "The conversation is not in the trash",
  "cursor.gone": exactly(422, { error: "This place in the log is gone" }),
  "cursor.invalid": "Invalid cursor",
  "deletion.running": "The deletion still goes on.",
  "deletion.set_changed": exactly(422, {
    error: "Some of it is no longer as it was shown; prepare the deletion again.",
  }),
  "endpoint.disabled": "The webhook is disabled",
  "endpoint.is_bot": "The webhook is an agent bot",
  "endpoint.of_inbox": "The webhook is the callback of an inbox",
  "endpoint.rotation_open": "The secret was changed lately",
  "endpoint.too_many": "Too many webhooks",
  "endpoint.url_refused": ({ detail }) => ({ status: 422, body: invalidBody("url", detail ?? "is invalid") }),
  "file.attached": exactly(422, { error: "The file is attached already: upload it again" }),
  "file.over_budget": "The day's budget of uploads is spent",
  "file.too_many": ({ detail }) => ({
    status: 422,
    body: { error: `Too many files${detail === undefined ? "" : ` (maximum is ${detail})`}` },
  }),
  "idempotency.mismatch": "This Idempotency-Key was used for another request",
  "input.invalid": "Invalid parameters",
  "media.unsupported": "Unsupported media type",
  "member.deactivated": "The agent is deactivated",
  "member.last_administrator": "Nobody else is an administrator",
  "message.already_left": "The message has left",
  "message.content_missing": "Content can't be blank",
  "message.deleted": "Message was deleted",
  "message.held": "The message has not left yet",
  "message.incoming_not_allowed": "Incoming messages are only allowed in Api inboxes",
  "message.no_tick": "The message has no status",
  "message.not_deletable": "Message cannot be deleted",
  "message.not_editable": "Message cannot be edited",
  "message.not_failed": "The message did not fail",
  "message.not_yours": plain(403, "Only its writer may do this"),
  "message.status_not_allowed": plain(403, "Message status update is only allowed for API inboxes"),
  "message.too_long": ({ detail }) => ({
    status: 422,
    body: { error: `Content is too long (maximum is ${detail} characters)` },
  }),
  "message.unseen_newer": exactly(422, { error: "Others wrote meanwhile" }),
  "operation.timed_out": plain(422, "It took too long; nothing was changed"),
  "policy.unchanged": "Nothing changed",
  "receipt.not_tried": "Nobody has tried to send the message yet",
  "receipt.unknown_attempt": "Unknown attempt",
  "request.rate_limited": "Retry later",
  "server.busy": "The server is busy",
  "server.maintenance": "Maintenance: changes are refused",
  "client_id.taken": "Another message has this client id",
  "source_id.taken": "source_id should be unique",
  "storage.full": "The server has no room for more files now",
  "storage.unavailable": "The server cannot store anything now",
  "sso.not_linked": "The member is not linked to the identity provider",
  "sso.other_member": "Signed in as another member",
  "sso.unavailable": "The identity provider cannot be reached",
  "two_factor.already_on": "Two-factor authentication is on",
  "two_factor.not_begun": "Two-factor authentication was not begun",
  "two_factor.not_on": "Two-factor authentication is off",
  "undo.superseded": "It has changed again since",
  "user.email_taken": taken,
};

function answerRefusal(refusal: Refusal): WireAnswer {
  const kind = REFUSALS[refusal.refusal];
  const answer = OWN[refusal.refusal] ?? OF_CLASS[kind] ?? SENTENCES[refusal.refusal];
  return (typeof answer === "string" ? plain(STATUS[kind], answer) : answer)(refusal);
}

/** The response to an error, or null when it is a bug. */
export function answerOf(error: unknown): WireAnswer | null {
  if (error instanceof WireError) return error.wire;
  const outage = outageOf(error);
  if (outage) return answerRefusal(new Refusal(outage));
  return isRefusal(error) ? answerRefusal(error) : null;
}

/** Runs `work`; returns a failed validation in it as `{error: text}`. */
export async function asPlainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const wire = error instanceof WireError ? error.wire : null;
    if (wire?.status !== 422 || !("message" in wire.body)) throw error;
    throw new WireError({ status: 422, body: { error: wire.body.message } });
  }
}
