import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { z } from "zod";
import { requireMails, type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { withFileUrls } from "@/server/files/file-url";
import { type HttpEnv, requireTokenCaller } from "@/server/http/_request/authenticate";
import { JsonText } from "@/server/lib/json-text";
import { baseUrlOf } from "@/server/lib/web/base-url";
import { type DirectHandler, type DirectRoute, urlPattern } from "@/server/lib/web/direct-route";
import { type Confirming, confirmingOf } from "./confirm";
import { describeRoute } from "./describe-route";
import { parseInput, parsePath, parseQuery, readBody } from "./read-body";
import type { Input, Method, RequestContext, RouteSpec } from "./route-spec";

export type Route = {
  method: Method;
  path: string;
  query: z.ZodType | undefined;
  body: z.ZodType | undefined;
  answer: z.ZodType;
  /** In addition to those of every route. */
  refuses: readonly RefusalCode[];
  /** The direct handler, where the spec marks the route as direct. */
  direct?: DirectRoute<Services, Caller>;
  mount(app: OpenAPIHono<HttpEnv>): void;
};

export type Handler<P, Q, B, A> = (input: Input<P, Q, B>, context: WriteContext) => Promise<A | JsonText<A>>;
/** What a route that writes also needs. */
export type WriteContext = {
  /** The request's Idempotency-Key. */
  key: string | null;
  /** The hash by which requests with the same key are compared. */
  fingerprint: () => string;
  confirming: Confirming | null;
  services: Services;
  /** Marks the response as that of an earlier request. */
  replayed: () => void;
} & RequestContext;

/** A route of the API: its part of the document, and what reads a request and answers it. */
export function route<P, Q, B, A>(
  method: Route["method"],
  spec: RouteSpec<P, Q, B, A>,
  handler: Handler<P, Q, B, A>,
  direct?: DirectHandler<Services, Caller>,
): Route {
  const described = createRoute(describeRoute(method, spec));
  const handle = async (c: Context<HttpEnv>) => {
    const { services } = c.var;
    const { headers } = c.req.raw;
    const readCaller = () => requireTokenCaller(services, headers);
    const caller = await readCaller();
    c.set("caller", caller);
    if (spec.needsMails) requireMails(services);
    if (spec.isExpensive) await services.countExpensive(caller);
    const key = method === "post" ? readKey(c.req.header("idempotency-key")) : null;
    const own = servicesFor(services, caller);
    const { json, fingerprint, dropFiles } = await readBody(c, { services: own, caller, takes: spec.takes });
    let answer: A | undefined;
    try {
      const input = {
        caller,
        params: parsePath(spec.params, c.req.param()),
        query: parseQuery(spec.query, c.req.queries()),
        body: parseInput(spec.body, json),
      };
      const confirming = method === "get" ? null : confirmingOf(c, spec.confirms);
      let isReplayed = false;
      const replayed = () => {
        isReplayed = true;
        c.header("Idempotent-Replayed", "true");
      };
      const context = {
        ...{ key, fingerprint, confirming, services: own, replayed, readCaller },
        get signal() {
          return c.req.raw.signal; // made for the routes that wait
        },
      };
      const found = await handler(input, context);
      if (found instanceof JsonText)
        return c.body(found.text, spec.status ?? 200, { "content-type": "application/json" });
      answer = found;
      if (!isReplayed) spec.committed?.(input, answer);
      const location = spec.location?.(answer, input);
      if (location) c.header("Location", location);
      const rendered = withFileUrls(answer, { now: services.now(), baseUrl: baseUrlOf(headers) });
      return c.json(rendered, spec.status ?? 200);
    } finally {
      await dropFiles(answer);
    }
  };
  return {
    method,
    path: spec.path,
    query: spec.query,
    body: spec.body,
    answer: spec.answer,
    refuses: spec.refuses ?? [],
    ...(direct && { direct: directRoute(method, described.getRoutingPath(), direct) }),
    mount(app) {
      app.openAPIRegistry.registerPath(described);
      app.on(method, described.getRoutingPath(), handle);
    },
  };
}

const directRoute = (
  method: Method,
  path: string,
  answer: DirectHandler<Services, Caller>,
): DirectRoute<Services, Caller> => ({
  methods: [method.toUpperCase()],
  pattern: urlPattern(path, { withQuery: method === "get" }),
  route: path,
  answer,
});

/** The request's Idempotency-Key: 1 to 255 visible ASCII characters. */
function readKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Refusal("input.invalid", {
    field: "Idempotency-Key",
    detail: "must be 1 to 255 visible ASCII characters",
  });
}
