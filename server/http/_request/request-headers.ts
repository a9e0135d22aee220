import type { IncomingMessage } from "node:http";

export type ForwardingOptions = {
  /** Proxies in front of us; 0 believes no forwarded header. */
  proxies: number;
  publicUrl: string | undefined;
};

/** What a proxy may tell us, and nobody else; `x-middleware-subrequest` was Next's authorisation bypass (CVE-2025-29927). */
const UNTRUSTED = [
  "forwarded",
  "x-real-ip",
  "x-forwarded-server",
  "x-forwarded-port",
  "x-middleware-subrequest",
  "x-nonce",
];

/**
 * Makes the forwarded headers true: afterwards `x-forwarded-for` is always exactly the client's address, and
 * `x-forwarded-host` and `-proto` are there only when a trusted proxy or PUBLIC_URL says so (next-auth and Next's
 * check of a server action's origin believe them). PUBLIC_URL wins, so that a proxy may rewrite Host without being
 * trusted; only a page that was opened at the very address it calls, past that proxy, goes by its Host.
 */
export function cleanRequest(req: IncomingMessage, { proxies, publicUrl }: ForwardingOptions): void {
  const address = fromProxy(req, "x-forwarded-for", proxies) ?? req.socket.remoteAddress;
  const told = publicUrl && (proxies > 0 || !isFromItsHost(req)) ? new URL(publicUrl) : undefined;
  const host = told?.host ?? fromProxy(req, "x-forwarded-host", proxies);
  const proto = told?.protocol.slice(0, -1) ?? fromProxy(req, "x-forwarded-proto", proxies);
  for (const name of UNTRUSTED) setRequestHeader(req, name, undefined);
  setRequestHeader(req, "x-forwarded-for", address);
  setRequestHeader(req, "x-forwarded-host", host);
  setRequestHeader(req, "x-forwarded-proto", proto);
}

/** Whether browsers sent it from a page of the host they sent it to. Origin cannot be forged by a page. */
function isFromItsHost({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/** Sets or removes a header for every later reader: Next reads `headers`, Hono's adapter `rawHeaders`. */
export function setRequestHeader(req: IncomingMessage, name: string, value: string | undefined): void {
  if (req.headers[name] === undefined) {
    if (value !== undefined) req.rawHeaders.push(name, value);
  } else replaceRaw(req, name, value);
  if (value === undefined) delete req.headers[name];
  else req.headers[name] = value;
}

function replaceRaw(req: IncomingMessage, name: string, value: string | undefined): void {
  const kept: string[] = [];
  for (let at = 0; at + 1 < req.rawHeaders.length; at += 2) {
    const [key = "", held = ""] = req.rawHeaders.slice(at, at + 2);
    if (key.toLowerCase() !== name) kept.push(key, held);
  }
  if (value !== undefined) kept.push(name, value);
  req.rawHeaders.splice(0, req.rawHeaders.length, ...kept);
}

/** The entry that the outermost of our proxies wrote: each appends to the right, or sets the only one. */
function fromProxy(req: IncomingMessage, name: string, proxies: number): string | undefined {
  if (proxies === 0) return undefined;
  const entries = String(req.headers[name] ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);
  return entries[Math.max(0, entries.length - proxies)];
}
