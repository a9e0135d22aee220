import type { ServerResponse } from "node:http";

/** Headers of every response. Source: OWASP secure headers; framing is forbidden. */
const ALWAYS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin", // no effect on programs and on requests with CORS
  "permissions-policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
};

/** The policy of responses that are data, not pages. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Sets the headers of every response. `isHttps`: browsers use https (PUBLIC_URL). */
export function setSecurityHeaders(res: ServerResponse, { isHttps }: { isHttps: boolean }): void {
  for (const [name, value] of Object.entries(ALWAYS)) res.setHeader(name, value);
  if (isHttps) res.setHeader("strict-transport-security", "max-age=31536000");
}

/**
 * The content security policy of a page: only Tickline's scripts and styles, by nonce. In development React and the
 * bundler need eval, inline styles and a socket.
 */
export function pagePolicy(nonce: string, { isDev }: { isDev: boolean }): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    isDev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self'",
    isDev ? "connect-src 'self' ws:" : "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
