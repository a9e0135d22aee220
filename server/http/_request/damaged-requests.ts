import type { IncomingMessage } from "node:http";

/** A name or an address, and a port; next-auth makes a URL of it, and answers 500 where there is none. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i;
/** A URL refuses more, such as a number that is no IPv4 address. */
const isHost = (text: string): boolean => HOST.test(text) && URL.canParse(`http://${text}`);

/** Resolves the path, and names what of a request no part can read: its path or its host; null = nothing. */
export const findBadField = (req: IncomingMessage): "path" | "Host" | null =>
  resolvePath(req) ? (isHost(req.headers.host ?? "localhost") ? null : "Host") : "path";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Whether this may be a request for a route or a page: Next answers 500 to others. `*` is the server's own address. */
export const isServable = ({ method = "", url = "" }: IncomingMessage): boolean =>
  METHODS.includes(method) && url !== "*";

/** Next answers 500 to a path with a broken percent-encoding. */
export function isDecodable(url: string): boolean {
  const [path = ""] = url.split("?", 1);
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Parsers of URLs take `\` for `/`, cut at `#`, and remove tabs and line feeds; routers by the text do not. */
const UNSAFE = /[\\#]|[^\u0021-\u007e\u0080-\uffff]/;
/** Octets that mean the same without the encoding (RFC 3986, 6.2.2.2): letters, digits, `-`, `.`, `_`, `~`. */
const UNRESERVED = /%(?:2[de]|3\d|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\dae])/gi;
/** Within a segment: what a program that decodes it again would split at. */
const SEPARATORS = /\/|%2f|%5c/i;

/**
 * Resolves the path of a request before anything decides by it: afterwards `url` has one spelling for all readers. Returns
 * false for a target with dot segments, also encoded ones, and for one that readers would split differently; for an
 * absolute URL, too: only requests to forward proxies have one.
 */
export function resolvePath(req: Pick<IncomingMessage, "url">): boolean {
  const { url = "" } = req;
  const end = url.indexOf("?");
  const given = end < 0 ? url : url.slice(0, end);
  if (!given.startsWith("/") || UNSAFE.test(given)) return false;
  const path = given.replace(UNRESERVED, (octet) => String.fromCharCode(Number.parseInt(octet.slice(1), 16)));
  if (path.split(SEPARATORS).some((segment) => segment === "." || segment === "..")) return false;
  if (path !== given) req.url = path + url.slice(given.length);
  return true;
}
