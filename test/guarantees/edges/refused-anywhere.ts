import type { RefusalCode } from "@/server/contract/_shared/refusal";

/** Refusals that any route of `/v1` may answer. */
export const REFUSED_ANYWHERE: readonly RefusalCode[] = [
  "auth.required",
  "auth.invalid_token",
  "auth.token_expired",
  "token.read_only",
  "idempotency.mismatch",
  "input.invalid",
  "media.unsupported",
  "operation.timed_out",
  "request.rate_limited",
  "resource.not_found",
  "server.busy",
  "server.maintenance",
];
