import { TRPCError } from "@trpc/server";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";
import { z } from "zod";
import { faultOf } from "@/server/contract/_shared/input-fault";
import {
  isRefusal,
  REFUSALS,
  Refusal,
  type RefusalClass,
  type RefusalCode,
} from "@/server/contract/_shared/refusal";
import { outageOf } from "@/server/lib/is-away";

/** tRPC's code of each class, which determines the HTTP status. tRPC has none for 410. */
const TRPC_CODE = {
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  gone: "PRECONDITION_FAILED",
  expired: "CONFLICT",
  conflict: "CONFLICT",
  invalid: "BAD_REQUEST",
  unprocessable: "UNPROCESSABLE_CONTENT",
  too_large: "PAYLOAD_TOO_LARGE",
  unsupported: "UNSUPPORTED_MEDIA_TYPE",
  too_many: "TOO_MANY_REQUESTS",
  full: "SERVICE_UNAVAILABLE",
  unavailable: "SERVICE_UNAVAILABLE",
} as const satisfies Record<RefusalClass, TRPC_ERROR_CODE_KEY>;

/** The refusal codes of tRPC's own errors. */
const OWN_REFUSALS: Partial<Record<TRPC_ERROR_CODE_KEY, RefusalCode>> = {
  BAD_REQUEST: "input.invalid",
  PARSE_ERROR: "input.invalid",
  METHOD_NOT_SUPPORTED: "input.invalid",
  PAYLOAD_TOO_LARGE: "input.invalid",
  NOT_FOUND: "resource.not_found",
  UNSUPPORTED_MEDIA_TYPE: "media.unsupported",
};

/** A refusal as screens receive it, in `error.data.refusal`. */
export type RefusalShape = { code: RefusalCode; field: string | null; detail: string | null };

/** The tRPC error of a refusal. */
export const toTrpcError = (refusal: Refusal): TRPCError =>
  new TRPCError({ code: TRPC_CODE[REFUSALS[refusal.refusal]], message: refusal.refusal, cause: refusal });

/** The tRPC error of a refusal or an outage; any other error as it is. */
export function toKnownError(error: unknown): unknown {
  if (isRefusal(error)) return toTrpcError(error);
  const outage = outageOf(error);
  return outage ? toTrpcError(new Refusal(outage)) : error;
}

/** The refusal in an error, or null when it is a bug. `input`: the request's input. */
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
