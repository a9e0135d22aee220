import { type AnyHeaders, headerOf } from "./session-cookie";

/**
 * Whether a request comes from one of Tickline's pages: its `Origin` has the host and port that the request was sent to
 * (corrected for proxies), or those of the public address. False for a missing Origin, `null` or an invalid URL.
 */
export function isSameOrigin(headers: AnyHeaders): boolean {
  const origin = hostOf(headerOf(headers, "origin"));
  if (origin === null) return false;
  const host = headerOf(headers, "x-forwarded-host") ?? headerOf(headers, "host");
  return origin === host?.toLowerCase() || origin === hostOf(process.env["NEXTAUTH_URL"]);
}

function hostOf(url: string | undefined): string | null {
  return url && URL.canParse(url) ? new URL(url).host || null : null;
}
