import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Caller } from "@/server/contract/_shared/caller";
import { requestLog } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import { logSecurity, type SecurityEvent } from "@/server/lib/process/security-log";
import { beginSpan, currentSpan } from "@/server/lib/process/tracing";
import type { HttpEnv } from "./authenticate";

/** Kinds of repetitions that are counted at one time; beyond, each is written. */
const KINDS_MAX = 10_000;

/** Writes the first of equal lines, and the number of the others when the interval ends. */
type RepeatedLines<T> = {
  /** True: the line is counted, and is not to be written. */
  isRepeated(key: string, line: T): boolean;
};

type Options<T> = {
  everyMs: number;
  /** Called at the end of an interval in which a line was repeated, with the first one. */
  write(line: T, repeated: number): void;
};

/** A client that is refused again and again makes one line in each interval. */
export function createRepeatedLines<T>({ everyMs, write }: Options<T>): RepeatedLines<T> {
  const counted = new Map<string, { line: T; repeated: number }>();
  const settle = (key: string): void => {
    const kind = counted.get(key);
    counted.delete(key);
    if (kind && kind.repeated > 0) write(kind.line, kind.repeated);
  };
  return {
    isRepeated(key, line) {
      const kind = counted.get(key);
      if (kind) {
        kind.repeated += 1;
        return true;
      }
      if (counted.size >= KINDS_MAX) return false;
      counted.set(key, { line, repeated: 0 });
      setTimeout(settle, everyMs, key).unref();
      return false;
    },
  };
}

/** Gives every request its id, log line and metrics: by pattern, never by path or body. */
export const observe: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const began = performance.now();
  const requestId = requestIdOf(c.req.header("x-request-id"));
  c.set("requestId", requestId);
  await next();
  c.header("x-request-id", requestId);
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
  const { method } = c.req;
  const address = c.req.header("x-forwarded-for"); // set by the front
  const request = { requestId, method, route: routeOf(c), status: c.res.status, address };
  recordRequest({ ...request, began, caller: c.var.caller });
};

export type RequestRecord = {
  requestId: string;
  method: string;
  route: string;
  status: number;
  /** The client's. */
  address: string | undefined;
  /** By `performance.now()`. */
  began: number;
  caller: Caller | undefined;
};

/** Records an answered request in the log and the metrics. */
export function recordRequest({ began, caller, ...request }: RequestRecord): void {
  const { method, route, status } = request;
  const ms = performance.now() - began;
  metrics.requests.observe({ method, route, status }, ms / 1000);
  const { accountId, tokenId } = caller ?? {};
  describeSpan(request, accountId);
  const line = { ...request, ms: Math.round(ms * 10) / 10, accountId, tokenId };
  const isTurnedAway = status === 429 || status === 503;
  const who = tokenId ?? accountId ?? request.address;
  if (!isTurnedAway || !turnedAway.isRepeated(`${method} ${route} ${status} ${who}`, line))
    requestLog.info(line, "request");
  const refused = REFUSED[status];
  if (refused === undefined) return;
  const { requestId, address } = request;
  const userId = caller?.userId ?? undefined;
  logSecurity(refused, { requestId, address, method, route, accountId, tokenId, userId });
}

/** Clients that are told to come back later do so, often at once: one line in each interval has the number of them. */
const turnedAway = createRepeatedLines<object>({
  everyMs: 60_000,
  write: (line, repeated) =>
    requestLog.info({ ...line, requestId: undefined, repeated }, "requests turned away"),
});

/** By the route's pattern, as the log: a path may contain secrets, such as a link's. */
function describeSpan({ method, route, status, requestId }: SpanRecord, accountId: number | undefined): void {
  const span = currentSpan();
  if (!span) return;
  const attributes = {
    "http.route": route,
    "http.response.status_code": status,
    "tickline.request_id": requestId,
    "tickline.account_id": accountId,
  };
  span.describe(attributes, `${method} ${route}`);
  if (status >= 500) span.fail();
}

type SpanRecord = Pick<RequestRecord, "method" | "route" | "status" | "requestId">;

const REFUSED: Readonly<Record<number, SecurityEvent>> = { 401: "auth.token_refused", 403: "authz.refused" };

/** The caller's id, if it is safe in a log; else a new one. */
export const requestIdOf = (given: string | undefined): string =>
  given && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();

/** The pattern of the route; middleware is registered for all methods, routes for one. */
const routeOf = (c: Context<HttpEnv>): string =>
  matchedRoutes(c).findLast((route) => route.method !== "ALL")?.path ?? "unmatched";

/** Answers a request in a span of its own, if traces are configured. `recordRequest` adds the route and the status. */
export function traceRequest<T>(req: IncomingMessage, res: ServerResponse, answer: () => T): T {
  const { method = "" } = req;
  const span = beginSpan(method, {
    kind: "server",
    attributes: { "http.request.method": method },
    traceparent: req.headers["traceparent"]?.toString(),
  });
  if (!span) return answer();
  res.once("close", span.end);
  return span.run(answer);
}
