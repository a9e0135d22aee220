/** The class of a refusal. Each edge has one status per class, so that a new refusal needs no change there. */
export type RefusalClass =
  | "unauthenticated" // the caller is unknown
  | "forbidden" // the caller may not do this
  | "not_found" // it does not exist, or the caller may not see it
  | "gone" // it was deleted permanently
  | "expired" // its time is over
  | "conflict" // the current state does not allow it
  | "invalid" // the request is malformed
  | "unprocessable" // the request is well-formed, but cannot be executed
  | "too_large" // it has more bytes than the server takes
  | "unsupported" // the body's format is not supported
  | "too_many" // too often: retry later
  | "full" // there is no room to store it: retry later
  | "unavailable"; // the server cannot do it now: retry later

/**
 * Every refusal code with its class. `refusal-sentences.ts` has the texts for developers, `messages/` those for users.
 * An edge lists only the codes whose status differs from their class.
 */
export const REFUSALS = {
  "account.not_demo": "conflict",
  "account.not_found": "not_found",
  "action.unknown": "not_found",
  "attribute.invalid": "unprocessable",
  "attributes.too_much": "conflict",
  "auth.required": "unauthenticated",
  "auth.scope_missing": "forbidden",
  "auth.code_required": "unauthenticated",
  "auth.reauthentication_required": "forbidden",
  "auth.two_factor_required": "forbidden",
  "auth.invalid_token": "unauthenticated",
  "auth.token_expired": "unauthenticated",
  "auth.url_key_refused": "unauthenticated",
  "auth.invalid_credentials": "unauthenticated",
  "auth.too_many_attempts": "too_many",
  "auth.forbidden": "forbidden",
  "auth.foreign_origin": "forbidden",
  "archive.not_found": "not_found",
  "attribute_definition.not_found": "not_found",
  "attribute_definition.taken": "conflict",
  "attribute_definition.too_many": "conflict",
  "bulk_operation.not_found": "not_found",
  "bulk_operation.not_resumable": "conflict",
  "bulk_operation.not_running": "conflict",
  "bulk_operation.too_many": "unprocessable",
  "canned_reply.not_found": "not_found",
  "canned_reply.taken": "conflict",
  "canned_reply.too_many": "conflict",
  "auth.common_password": "unprocessable",
  "auth.password_off": "forbidden",
  "auth.wrong_code": "unprocessable",
  "auth.wrong_password": "unprocessable",
  "channel.identity_invalid": "forbidden",
  "channel.origin_forbidden": "forbidden",
  "channel.receives_only": "conflict",
  "channel_template.not_approved": "unprocessable",
  "channel_template.not_supported": "unprocessable",
  "channel_template.not_found": "unprocessable",
  "channel.unreachable": "unavailable",
  "channel.window_closed": "conflict",
  "company.not_found": "not_found",
  "company.taken": "conflict",
  "company.too_many": "conflict",
  "contact.being_erased": "conflict",
  "contact.is_group": "conflict",
  "contact.merge_itself": "unprocessable",
  "contact.merge_too_large": "unprocessable",
  "contact.not_found": "not_found",
  "contact.taken": "conflict",
  "contact_note.not_found": "not_found",
  "contact_note.too_many": "conflict",
  "conversation.contact_unreachable": "conflict",
  "conversation.exists": "conflict",
  "conversation.no_group": "conflict",
  "conversation.not_found": "not_found",
  "conversation.not_pending": "conflict",
  "conversation.not_snoozed": "conflict",
  "conversation.snooze_in_past": "unprocessable",
  "conversation.trashed": "conflict",
  "conversation.not_trashed": "conflict",
  "conversation_member.not_found": "not_found",
  "conversation_member.too_many": "conflict",
  "cursor.gone": "gone",
  "cursor.invalid": "invalid",
  "delivery.in_flight": "conflict",
  "delivery.not_found": "not_found",
  "delivery.settled": "conflict",
  "deletion.not_found": "not_found",
  "deletion.running": "conflict",
  "deletion.set_changed": "conflict",
  "deletion.token_expired": "expired",
  "deletion.token_unknown": "not_found",
  "deletion.token_used": "conflict",
  "deletion.too_large": "unprocessable",
  "endpoint.disabled": "conflict",
  "endpoint.is_bot": "conflict",
  "endpoint.no_event": "conflict",
  "endpoint.not_found": "not_found",
  "endpoint.of_inbox": "conflict",
  "endpoint.rotation_open": "conflict",
  "endpoint.too_many": "conflict",
  "endpoint.url_refused": "unprocessable",
  "file.attached": "conflict",
  "file.link_expired": "expired",
  "file.differs": "unprocessable",
  "file.not_found": "not_found",
  "file.not_image": "unprocessable",
  "file.not_stored": "unavailable",
  "file.over_budget": "too_many",
  "file.too_large": "too_large",
  "file.too_many": "unprocessable",
  "idempotency.mismatch": "unprocessable",
  "inbox.legal_hold": "conflict",
  "inbox.no_callback": "conflict",
  "inbox.no_connection": "conflict",
  "inbox.no_templates": "conflict",
  "inbox.not_found": "not_found",
  "input.invalid": "invalid",
  "job.in_flight": "conflict",
  "job.not_found": "not_found",
  "label.moving": "conflict",
  "label.not_found": "not_found",
  "label.taken": "conflict",
  "label.too_many": "conflict",
  "link.invalid": "not_found",
  "macro.not_for_many": "unprocessable",
  "macro.not_found": "not_found",
  "macro.taken": "conflict",
  "macro.too_many": "conflict",
  "macro.value_missing": "unprocessable",
  "media.unsupported": "unsupported",
  "mail.not_configured": "unprocessable",
  "member.deactivated": "conflict",
  "member.last_administrator": "conflict",
  "member.not_found": "not_found",
  "member.is_caller": "conflict",
  "message.already_left": "conflict",
  "message.edit_too_late": "conflict",
  "message.delete_too_late": "conflict",
  "message.file_not_editable": "conflict",
  "message.taken_back": "conflict",
  "message.content_missing": "unprocessable",
  "message.too_long": "unprocessable",
  "message.deleted": "conflict",
  "message.held": "conflict",
  "message.incoming_not_allowed": "unprocessable",
  "message.no_recipient": "unprocessable",
  "message.no_tick": "unprocessable",
  "message.not_deletable": "unprocessable",
  "message.not_editable": "unprocessable",
  "message.not_failed": "conflict",
  "message.not_found": "not_found",
  "message.not_quotable": "unprocessable",
  "message.not_yours": "forbidden",
  "message.status_not_allowed": "unprocessable",
  "message.unseen_newer": "conflict",
  "notification.not_found": "not_found",
  "operation.timed_out": "unavailable",
  "policy.change_not_found": "not_found",
  "policy.unchanged": "unprocessable",
  "receipt.not_tried": "conflict",
  "receipt.unknown_attempt": "unprocessable",
  "request.rate_limited": "too_many",
  "resource.not_found": "not_found",
  "scheduled_message.not_found": "not_found",
  "scheduled_message.too_many": "conflict",
  "message_change.in_flight": "conflict",
  "message_change.not_found": "not_found",
  "message_change.settled": "conflict",
  "send.in_flight": "conflict",
  "send.not_found": "not_found",
  "send.settled": "conflict",
  "server.busy": "unavailable",
  "server.maintenance": "unavailable",
  "push_device.not_found": "not_found",
  "session.not_found": "not_found",
  "source_id.taken": "conflict",
  "client_id.taken": "conflict",
  "storage.full": "full",
  "storage.unavailable": "unavailable",
  "sso.email_unverified": "forbidden",
  "sso.not_linked": "conflict",
  "sso.not_member": "forbidden",
  "sso.not_recent": "forbidden",
  "sso.other_member": "conflict",
  "sso.unavailable": "unavailable",
  "team.not_found": "not_found",
  "team.taken": "conflict",
  "team.too_many": "conflict",
  "view.not_found": "not_found",
  "view.taken": "conflict",
  "view.too_many": "conflict",
  "token.not_found": "not_found",
  "token.read_only": "forbidden",
  "transcript.other_address": "forbidden",
  "two_factor.already_on": "conflict",
  "two_factor.not_begun": "conflict",
  "two_factor.not_on": "conflict",
  "two_factor.own_is_off": "conflict",
  "two_factor.required": "conflict",
  "undo.not_found": "not_found",
  "undo.superseded": "conflict",
  "user.email_taken": "conflict",
} as const satisfies Record<string, RefusalClass>;

export type RefusalCode = keyof typeof REFUSALS;
export const REFUSAL_CODES: readonly RefusalCode[] = Object.keys(REFUSALS) as RefusalCode[]; // it has no inherited keys

/**
 * The answer that the caller may not do something. Any other error is a bug. Recognise it by its `refusal` code, not by
 * `instanceof`: one process loads this code twice (Next's bundle and Tickline's).
 */
export class Refusal extends Error {
  readonly refusal: RefusalCode;
  /** The invalid input field, as the caller named it. */
  readonly field: string | undefined;
  /** What the caller needs to correct it; safe to show. */
  readonly detail: string | undefined;
  /** When the same request may be accepted, in seconds from now. */
  readonly retryAfterS: number | undefined;

  constructor(
    refusal: RefusalCode,
    options: Partial<Pick<Refusal, "field" | "detail" | "retryAfterS">> = {},
  ) {
    super(options.detail ? `${refusal}: ${options.detail}` : refusal);
    this.name = "Refusal";
    this.refusal = refusal;
    this.field = options.field;
    this.detail = options.detail;
    this.retryAfterS = options.retryAfterS;
  }
}

const codes: ReadonlySet<unknown> = new Set(REFUSAL_CODES);

/** Whether a value is a refusal code. */
export const isRefusalCode = (code: unknown): code is RefusalCode => codes.has(code);

export const isRefusal = (error: unknown): error is Refusal =>
  typeof error === "object" && error !== null && "refusal" in error && isRefusalCode(error.refusal);

/** The `Retry-After` of an error's response, in whole seconds as text: for all that is refused for a while. */
export function retryAfterOf(error: unknown, status: number): string | null {
  const seconds = isRefusal(error) ? error.retryAfterS : undefined;
  if (seconds !== undefined) return String(Math.max(1, Math.ceil(seconds)));
  return status === 503 ? "1" : null;
}
