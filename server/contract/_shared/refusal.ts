/** Every way a caller may be refused. Each edge maps all of them to its own text and status (`satisfies`). */
export const REFUSAL_CODES = [
  "account.not_found",
  "attributes.too_much",
  "auth.required",
  "auth.scope_missing",
  "auth.code_required",
  "auth.invalid_token",
  "auth.invalid_credentials",
  "auth.too_many_attempts",
  "auth.forbidden",
  "auth.foreign_origin",
  "bulk_operation.not_found",
  "bulk_operation.not_resumable",
  "bulk_operation.not_running",
  "bulk_operation.too_many",
  "canned_reply.not_found",
  "canned_reply.taken",
  "canned_reply.too_many",
  "auth.wrong_code",
  "auth.wrong_password",
  "contact.being_erased",
  "contact.merge_itself",
  "contact.merge_too_large",
  "contact.not_found",
  "contact.taken",
  "conversation.contact_unreachable",
  "conversation.not_found",
  "conversation.not_pending",
  "conversation.not_snoozed",
  "conversation.snooze_in_past",
  "conversation.trashed",
  "conversation.not_trashed",
  "cursor.gone",
  "cursor.invalid",
  "delivery.not_found",
  "deletion.not_found",
  "deletion.running",
  "deletion.set_changed",
  "deletion.token_expired",
  "deletion.token_unknown",
  "deletion.token_used",
  "deletion.too_large",
  "endpoint.disabled",
  "endpoint.not_found",
  "endpoint.rotation_open",
  "endpoint.too_many",
  "endpoint.url_refused",
  "idempotency.mismatch",
  "inbox.legal_hold",
  "inbox.not_found",
  "input.invalid",
  "label.not_found",
  "label.taken",
  "label.too_many",
  "link.invalid",
  "media.unsupported",
  "member.deactivated",
  "member.last_administrator",
  "member.not_found",
  "message.already_left",
  "message.content_missing",
  "message.deleted",
  "message.held",
  "message.incoming_not_allowed",
  "message.no_tick",
  "message.not_deletable",
  "message.not_editable",
  "message.not_failed",
  "message.not_found",
  "message.not_yours",
  "message.status_not_allowed",
  "message.unseen_newer",
  "notification.not_found",
  "operation.timed_out",
  "policy.change_not_found",
  "policy.unchanged",
  "receipt.unknown_attempt",
  "resource.not_found",
  "server.busy",
  "session.not_found",
  "source_id.taken",
  "team.not_found",
  "team.taken",
  "team.too_many",
  "view.not_found",
  "view.taken",
  "view.too_many",
  "token.not_found",
  "two_factor.already_on",
  "two_factor.not_begun",
  "two_factor.not_on",
  "undo.not_found",
  "undo.superseded",
  "user.email_taken",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/**
 * The caller may not. Anything else that is thrown is our bug. Known by its `refusal` code, never by
 * `instanceof`: this code runs twice in one process (Next's bundle and ours).
 */
export class Refusal extends Error {
  readonly refusal: RefusalCode;
  /** The input field that is at fault, as the caller wrote it. */
  readonly field: string | undefined;
  /** What the caller needs to mend it, safe to show. */
  readonly detail: string | undefined;

  constructor(
    refusal: RefusalCode,
    options: { field?: string | undefined; detail?: string | undefined } = {},
  ) {
    super(options.detail ? `${refusal}: ${options.detail}` : refusal);
    this.name = "Refusal";
    this.refusal = refusal;
    this.field = options.field;
    this.detail = options.detail;
  }
}

const codes: ReadonlySet<unknown> = new Set(REFUSAL_CODES);

export const isRefusal = (error: unknown): error is Refusal =>
  typeof error === "object" && error !== null && "refusal" in error && codes.has(error.refusal);
