import { type AnyHeaders, headerOf } from "./session-cookie";

/**
 * Whether a request comes from a page of ours: its `Origin` names the host, with port, that the request was sent to
 * (as our front made it true), or the one of the public address. A missing Origin, `null`, or one that is no address
 * does not.
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
