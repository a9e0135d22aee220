import { AsyncResource } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { isTooDeep } from "@/server/contract/_shared/input-fault";
import { ACTION_HEADER } from "@/server/contract/_shared/server-action";
import { recordRequest, requestIdOf } from "./observe";
import { setRequestHeader } from "./request-headers";

const STATE = "next-router-state-tree";
/** Next answers 500 to a longer one; some hundred segments. */
const STATE_CHARS_MAX = 40_000;

type Tree = [segment: unknown, children: Record<string, Tree>, ...rest: unknown[]];
const segment = z.union([
  z.string(),
  z.tuple([
    z.string(),
    z.string(),
    z.string().regex(/^(c|oc|d|[cd]i(\(\.{1,3}\)|\(\.\.\)\(\.\.\)))$/),
    z.array(z.string()).nullable(),
  ]),
]);
/** `flightRouterStateSchema` of Next: a segment, what is below it by slot, and what a navigation asks for. */
const tree: z.ZodType<Tree> = z.tuple([
  segment,
  z.lazy(() => z.record(z.string(), tree)),
  z.tuple([z.string(), z.string()]).nullish(),
  z.enum(["refetch", "inside-shared-layout", "metadata-only"]).nullish(),
  z.number().nullish(),
  z.string().optional(),
]);

function isState(text: string): boolean {
  if (text.length > STATE_CHARS_MAX) return false;
  try {
    const json = decodeURIComponent(text);
    return !isTooDeep(json) && tree.safeParse(JSON.parse(json)).success;
  } catch {
    return false; // not encoded, or no JSON
  }
}

/** What Next's own client sends with a navigation. */
const ACCEPTED_HEADERS: Readonly<Record<string, (text: string) => boolean>> = {
  rsc: (text) => text === "1",
  [STATE]: isState,
  "next-router-prefetch": (text) => /^[123]$/.test(text),
  "next-router-segment-prefetch": (text) => /^\/[\w/!$@.()[\]%~-]{0,1000}$/.test(text),
  "next-url": (text) => /^\/[^\s\\]{0,4000}$/.test(text),
};

/** The headers by which parts of Next speak to each other, those above among them. */
const NEXT_HEADER =
  /^(rsc$|next-|x-next|x-middleware-|x-invoke-|x-now-|x-matched-path$|x-prerender-|x-action-)/;

/** The name of the first header that Next would parse and fail at; null = all can be read. */
export const findBadPageHeader = ({ headers }: IncomingMessage): string | null =>
  Object.entries(ACCEPTED_HEADERS).find(([name, isGood]) => {
    const { [name]: text } = headers;
    return text !== undefined && (typeof text !== "string" || !isGood(text));
  })?.[0] ?? null;

/** Removes the headers of Next's that its client does not send with a navigation. */
export function removeInternalHeaders(req: IncomingMessage): void {
  for (const name of Object.keys(req.headers))
    if (NEXT_HEADER.test(name) && !Object.hasOwn(ACCEPTED_HEADERS, name))
      setRequestHeader(req, name, undefined);
}

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
