import type { IncomingMessage } from "node:http";

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
