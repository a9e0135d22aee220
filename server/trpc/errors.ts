import { TRPCError } from "@trpc/server";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";
import { z } from "zod";
import { faultOf } from "@/server/contract/_shared/input-fault";
import { isRefusal, type Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";

/** tRPC's own code, and through it the HTTP status, of each refusal. */
const TRPC_CODE = {
  "account.not_found": "NOT_FOUND",
  "auth.required": "UNAUTHORIZED",
  "auth.code_required": "UNAUTHORIZED",
  "auth.invalid_token": "UNAUTHORIZED",
  "auth.invalid_credentials": "UNAUTHORIZED",
  "auth.too_many_attempts": "TOO_MANY_REQUESTS",
  "auth.scope_missing": "FORBIDDEN",
  "auth.forbidden": "FORBIDDEN",
  "auth.foreign_origin": "FORBIDDEN",
  "team.not_found": "NOT_FOUND",
  "team.taken": "CONFLICT",
  "team.too_many": "CONFLICT",
  "view.not_found": "NOT_FOUND",
  "view.taken": "CONFLICT",
  "view.too_many": "CONFLICT",
  "attributes.too_much": "CONFLICT",
  "label.not_found": "NOT_FOUND",
  "label.taken": "CONFLICT",
  "label.too_many": "CONFLICT",
  "bulk_operation.not_found": "NOT_FOUND",
  "bulk_operation.not_resumable": "CONFLICT",
  "bulk_operation.not_running": "CONFLICT",
  "bulk_operation.too_many": "UNPROCESSABLE_CONTENT",
  "canned_reply.not_found": "NOT_FOUND",
  "canned_reply.taken": "CONFLICT",
  "canned_reply.too_many": "CONFLICT",
  "auth.wrong_code": "UNPROCESSABLE_CONTENT",
  "auth.wrong_password": "UNPROCESSABLE_CONTENT",
  "contact.being_erased": "CONFLICT",
  "contact.merge_itself": "UNPROCESSABLE_CONTENT",
  "contact.merge_too_large": "UNPROCESSABLE_CONTENT",
  "contact.not_found": "NOT_FOUND",
  "contact.taken": "CONFLICT",
  "conversation.contact_unreachable": "CONFLICT",
  "conversation.not_found": "NOT_FOUND",
  "conversation.not_pending": "CONFLICT",
  "conversation.not_snoozed": "CONFLICT",
  "conversation.snooze_in_past": "UNPROCESSABLE_CONTENT",
  "conversation.trashed": "CONFLICT",
  "conversation.not_trashed": "CONFLICT",
  "cursor.gone": "PRECONDITION_FAILED",
  "cursor.invalid": "BAD_REQUEST",
  "delivery.not_found": "NOT_FOUND",
  "deletion.not_found": "NOT_FOUND",
  "deletion.running": "CONFLICT",
  "deletion.set_changed": "CONFLICT",
  "deletion.token_expired": "CONFLICT",
  "deletion.token_unknown": "NOT_FOUND",
  "deletion.token_used": "CONFLICT",
  "deletion.too_large": "UNPROCESSABLE_CONTENT",
  "endpoint.disabled": "CONFLICT",
  "endpoint.not_found": "NOT_FOUND",
  "endpoint.rotation_open": "CONFLICT",
  "endpoint.too_many": "CONFLICT",
  "endpoint.url_refused": "UNPROCESSABLE_CONTENT",
  "idempotency.mismatch": "UNPROCESSABLE_CONTENT",
  "inbox.legal_hold": "CONFLICT",
  "inbox.not_found": "NOT_FOUND",
  "input.invalid": "BAD_REQUEST",
  "link.invalid": "NOT_FOUND",
  "media.unsupported": "UNSUPPORTED_MEDIA_TYPE",
  "member.deactivated": "CONFLICT",
  "member.last_administrator": "CONFLICT",
  "member.not_found": "NOT_FOUND",
  "message.already_left": "CONFLICT",
  "message.content_missing": "UNPROCESSABLE_CONTENT",
  "message.deleted": "CONFLICT",
  "message.held": "CONFLICT",
  "message.incoming_not_allowed": "UNPROCESSABLE_CONTENT",
  "message.no_tick": "UNPROCESSABLE_CONTENT",
  "message.not_deletable": "UNPROCESSABLE_CONTENT",
  "message.not_editable": "UNPROCESSABLE_CONTENT",
  "message.not_failed": "CONFLICT",
  "message.not_found": "NOT_FOUND",
  "message.not_yours": "FORBIDDEN",
  "message.status_not_allowed": "UNPROCESSABLE_CONTENT",
  "message.unseen_newer": "CONFLICT",
  "notification.not_found": "NOT_FOUND",
  "operation.timed_out": "SERVICE_UNAVAILABLE",
  "policy.change_not_found": "NOT_FOUND",
  "policy.unchanged": "UNPROCESSABLE_CONTENT",
  "receipt.unknown_attempt": "UNPROCESSABLE_CONTENT",
  "resource.not_found": "NOT_FOUND",
  "server.busy": "SERVICE_UNAVAILABLE",
  "session.not_found": "NOT_FOUND",
  "source_id.taken": "CONFLICT",
  "token.not_found": "NOT_FOUND",
  "two_factor.already_on": "CONFLICT",
  "two_factor.not_begun": "CONFLICT",
  "two_factor.not_on": "CONFLICT",
  "undo.not_found": "NOT_FOUND",
  "undo.superseded": "CONFLICT",
  "user.email_taken": "CONFLICT",
} as const satisfies Record<RefusalCode, TRPC_ERROR_CODE_KEY>;

/** What tRPC itself refuses, in our words. */
const OWN_REFUSALS: Partial<Record<TRPC_ERROR_CODE_KEY, RefusalCode>> = {
  BAD_REQUEST: "input.invalid",
  PARSE_ERROR: "input.invalid",
  METHOD_NOT_SUPPORTED: "input.invalid",
  PAYLOAD_TOO_LARGE: "input.invalid",
  NOT_FOUND: "resource.not_found",
  UNSUPPORTED_MEDIA_TYPE: "media.unsupported",
};

/** A refusal as a screen gets it, in `error.data.refusal`. */
export type RefusalShape = { code: RefusalCode; field: string | null; detail: string | null };

/** The error that tRPC answers a refusal with. */
export const toTrpcError = (refusal: Refusal): TRPCError =>
  new TRPCError({ code: TRPC_CODE[refusal.refusal], message: refusal.refusal, cause: refusal });

/** The refusal in an error, or null when it is our bug. `input`: what was asked with. */
export function refusalShapeOf(error: TRPCError, input: unknown): RefusalShape | null {
  if (isRefusal(error.cause)) {
    const { refusal, field, detail } = error.cause;
    return { code: refusal, field: field ?? null, detail: detail ?? null };
  }
  if (error.code === "BAD_REQUEST" && error.cause instanceof z.ZodError) {
    const { field, detail } = faultOf(error.cause, input);
    return { code: "input.invalid", field: field ?? null, detail: detail ?? null };
  }
  const code = OWN_REFUSALS[error.code];
  return code ? { code, field: null, detail: null } : null;
}
