import type { IncomingHttpHeaders } from "node:http";
import { type Cookies, parseCookie } from "cookie";
import { decode } from "next-auth/jwt";
import { createTtlCache } from "@/server/lib/async/ttl-cache";

/** Headers of Hono, Next or node:http. */
export type AnyHeaders = Headers | IncomingHttpHeaders;

/** The cookie's name when the public address is https. A browser accepts it from this very host only, over https. */
export const HOST_COOKIE = "__Host-next-auth.session-token";

/** The names to read, by the public address: a neighbouring host could set a cookie of another name. */
function cookieNames(): readonly string[] {
  const url = process.env["NEXTAUTH_URL"];
  if (url === undefined) return ["__Secure-next-auth.session-token", "next-auth.session-token"]; // next-auth's
  return [url.startsWith("https:") ? HOST_COOKIE : "next-auth.session-token"];
}

/** next-auth's. */
const TOLERANCE_SECONDS = 15;
/** More chunks than fit into the longest cookie header. */
const CHUNKS_MAX = 20;

/** The value of a header, or undefined. */
export function headerOf(headers: AnyHeaders, name: string): string | undefined {
  const value = isFetchHeaders(headers) ? headers.get(name) : headers[name];
  return (Array.isArray(value) ? value.join(", ") : value) ?? undefined;
}

/** By shape: Next's read-only headers have another class. */
const isFetchHeaders = (headers: AnyHeaders): headers is Headers => typeof headers["get"] === "function";

/**
 * The content of a request's session cookie; null if there is none, or it is not signed by Tickline or has expired. It
 * does not check whether the session was ended.
 */
export async function readSessionCookie(headers: AnyHeaders): Promise<Record<string, unknown> | null> {
  const secret = process.env["NEXTAUTH_SECRET"];
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set: sessions cannot be read");
  const cookies = parseCookie(headerOf(headers, "cookie") ?? "", { decode: (value) => value });
  for (const name of cookieNames()) {
    const claims = await open(joinChunks(cookies, name), secret);
    if (claims) return claims;
  }
  return null;
}

async function open(token: string | undefined, secret: string): Promise<Record<string, unknown> | null> {
  if (!token) return null;
  const claims = await opened(`${secret} ${token}`, () => decrypt(token, secret));
  return claims && !isExpired(claims) ? claims : null;
}

/** Decoded tokens: their content never changes, decoding costs as much as a query, and browsers send one per request. */
const opened = createTtlCache<Record<string, unknown>>({
  freshMs: 3_600_000,
  keysMax: 5_000,
  version: () => 0,
});

async function decrypt(token: string, secret: string): Promise<Record<string, unknown> | null> {
  try {
    return await decode({ token, secret });
  } catch {
    return null; // forged, damaged, expired, or of another secret
  }
}

/** As in `decode`, with the same clock tolerance. */
const isExpired = ({ exp }: Record<string, unknown>): boolean =>
  typeof exp === "number" && exp <= Date.now() / 1000 - TOLERANCE_SECONDS;

/** next-auth splits what is over 4 kB into `name.0`, `name.1` and so on. */
function joinChunks(cookies: Cookies, name: string): string | undefined {
  const whole = cookies[name];
  if (whole !== undefined) return whole;
  const chunks: string[] = [];
  for (let at = 0; at < CHUNKS_MAX; at++) {
    const chunk = cookies[`${name}.${at}`];
    if (chunk === undefined) break;
    chunks.push(chunk);
  }
  return chunks.length > 0 ? chunks.join("") : undefined;
}

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
