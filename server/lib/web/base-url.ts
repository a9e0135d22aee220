import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Env } from "@/server/lib/env/env";

/** Whether the public address of this installation is set (PUBLIC_URL). */
export const hasPublicUrl = (): boolean => Boolean(process.env["NEXTAUTH_URL"]);

/** Where a client reaches this installation: the public address, else what its request was sent to. No final slash. */
export function baseUrlOf(headers: Pick<Headers, "get">): string {
  const configured = process.env["NEXTAUTH_URL"];
  if (configured) return withoutFinalSlashes(configured);
  const host = headers.get("x-forwarded-host") ?? headers.get("host") ?? "localhost";
  return `${headers.get("x-forwarded-proto") ?? "http"}://${host}`;
}

/**
 * The address in a text, an IPv4-mapped one as IPv4; null if it is not an address. Zones are removed. An IPv6 address is
 * first rewritten in hexadecimal: `ipaddr.js` reads `::192.0.2.1` as `::ffff:192.0.2.1`.
 */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (isIP(text) === 4) return ipaddr.IPv4.parse(text);
  if (isIP(text) !== 6) return null;
  return ipaddr.process(new URL(`http://[${text.split("%")[0]}]`).hostname.slice(1, -1));
}

/** Groups of an IPv6 address that a provider gives to one customer: a /64. */
const CUSTOMER_GROUPS = 4;

/**
 * The network of one internet customer: an IPv4 address itself, or the /64 of an IPv6 address, whose other half is freely
 * chosen. Any other text stays as it is.
 */
export function networkOf(address: string): string {
  const parsed = parseAddress(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed?.toString() ?? address;
  const groups = parsed.parts.slice(0, CUSTOMER_GROUPS);
  return `${groups.map((group) => group.toString(16)).join(":")}::/64`;
}

/** Where this installation is reached, for what is written without a request: mails and webhooks. No final slash. */
export const baseUrlFrom = ({ PUBLIC_URL, PORT }: Pick<Env, "PUBLIC_URL" | "PORT">): string =>
  withoutFinalSlashes(PUBLIC_URL ?? `http://localhost:${PORT}`);

/** `https://a.example//` gives `https://a.example`. In time linear in the URL, which may be anybody's. */
export function withoutFinalSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end--;
  return url.slice(0, end);
}
