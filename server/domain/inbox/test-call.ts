/** Why a call got no answer, as far as a cause is known. */
export const UNANSWERED = [
  "refused_address",
  "refused_url",
  "unresolvable",
  "connect_timeout",
  "timeout",
  "connection_refused",
  "connection_reset",
  "tls",
] as const;

/** What a test call of another system's address found. */
export const TEST_CALL_FINDINGS = [
  "accepted",
  "redirects",
  "unauthorized",
  "not_found",
  "too_many",
  "refused",
  "server_error",
  ...UNANSWERED,
  "network",
] as const;
export type TestCallFinding = (typeof TEST_CALL_FINDINGS)[number];

/** What an HTTP status says about the address. Only 2xx is accepted: redirects are not followed. */
export function findingOfStatus(status: number): TestCallFinding {
  if (status >= 200 && status < 300) return "accepted";
  if (status >= 300 && status < 400) return "redirects";
  if (status === 401 || status === 403 || status === 407) return "unauthorized";
  if (status === 404 || status === 405 || status === 410) return "not_found";
  if (status === 429) return "too_many";
  return status >= 500 ? "server_error" : "refused";
}
