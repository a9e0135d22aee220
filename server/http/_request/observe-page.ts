import { AsyncResource } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import { recordRequest, requestIdOf } from "./observe";

/** The first segments of pages' paths. Others would let strangers fill the metrics. */
const PAGES: ReadonlySet<string> = new Set([
  "",
  "api",
  "contacts",
  "forgot",
  "inbox",
  "join",
  "settings",
  "sign-in",
  "two-factor",
  "unsubscribe",
  "welcome",
]);

/** False for a page's files, which are neither logged nor measured. */
export function isPage({ url = "/" }: IncomingMessage): boolean {
  const [path = "/"] = url.split("?", 1);
  return !/^\/_next(\/|$)/.test(path) && !/\.\w+$/.test(path);
}

/** Gives a request for a page its log line and metrics: by the page's first segment, since others may be ids or secrets. */
export function observePage(req: IncomingMessage, res: ServerResponse): void {
  const [path = "/"] = (req.url ?? "/").split("?", 1);
  const [, first = ""] = path.split("/", 2);
  const began = performance.now();
  const { method = "", headers } = req;
  const record = () =>
    recordRequest({
      requestId: requestIdOf(undefined),
      method,
      route: PAGES.has(first) ? `/${first}` : "unmatched",
      status: res.statusCode,
      address: headers["x-forwarded-for"]?.toString(),
      began,
      caller: undefined,
    });
  res.once("finish", AsyncResource.bind(record)); // in the request's span
}
