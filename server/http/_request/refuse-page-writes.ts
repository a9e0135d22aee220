import type { IncomingMessage, ServerResponse } from "node:http";
import { ACTION_HEADER } from "@/server/contract/_shared/server-action";

/** next-auth is in Next, and takes forms. */
const AUTH_PATH = /^\/api\/auth\//;
/** A form that a browser sent before its page's scripts had loaded. */
const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;
/** A path of this site: two slashes would lead to another. */
const OWN_PATH = /^\/(?![/\\])/;

/**
 * Answers a request to a page that is not a read, and returns true: Next would decode its body as a server action's. Those
 * have one path, with a gate (`server/http/actions`). A form leads back to its page. Other requests return false.
 */
export function refusePageWrite(req: IncomingMessage, res: ServerResponse): boolean {
  const { method = "GET", url = "/", headers } = req;
  if (method === "GET" || method === "HEAD") return false;
  const isActing = ACTION_HEADER in headers;
  if (AUTH_PATH.test(url) && !isActing) return false;
  const isForm = method === "POST" && FORM.test(headers["content-type"] ?? "") && !isActing;
  const isBack = isForm && OWN_PATH.test(url);
  res.statusCode = isBack ? 303 : 405;
  if (isBack) res.setHeader("location", url);
  else res.setHeader("allow", "GET, HEAD");
  res.end();
  return true;
}
