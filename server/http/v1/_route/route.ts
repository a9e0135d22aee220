import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { z } from "zod";
import { requireWritable } from "@/server/commands/_run/permission";
import { type Command, findStoredAnswer, type Run } from "@/server/commands/_run/run";
import { requireMails, type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { withFileUrls } from "@/server/files/file-url";
import { type HttpEnv, requireTokenCaller } from "@/server/http/_request/authenticate";
import { sealAnswer, unsealAnswer } from "@/server/lib/crypto/seal";
import { JsonText } from "@/server/lib/json-text";
import { baseUrlOf } from "@/server/lib/web/base-url";
import { type DirectHandler, type DirectRoute, urlPattern } from "@/server/lib/web/direct-route";
import { answerDirectly, readDirectly } from "./answer-directly";
import { beginConfirming, type Confirming, confirmingOf, confirmWith } from "./confirm";
import { describeRoute } from "./describe-route";
import { parseInput, parsePath, parseQuery, readBody } from "./read-body";
import type { HandlerInput, Input, Method, RequestContext, RouteSpec } from "./route-spec";

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

type Handler<P, Q, B, A> = (input: Input<P, Q, B>, context: WriteContext) => Promise<A | JsonText<A>>;
/** What a route that writes also needs. */
type WriteContext = {
  /** The request's Idempotency-Key. */
  key: string | null;
  /** The hash by which requests with the same key are compared. */
  fingerprint: () => string;
  confirming: Confirming | null;
  services: Services;
  /** Marks the response as that of an earlier request. */
  replayed: () => void;
} & RequestContext;

/** A GET: one query, whose answer may be JSON already. */
export const get = <P, Q, A>(
  spec: RouteSpec<P, Q, never, A>,
  answer: (input: HandlerInput<P, Q, never>, context: RequestContext) => Promise<A | JsonText<A>>,
): Route => route("get", spec, (input, context) => answer({ ...input, services: context.services }, context));

/** The same, answered in front of the app. */
export const getDirectly = <P, Q, A>(
  spec: RouteSpec<P, Q, never, A>,
  answer: (input: HandlerInput<P, Q, never>) => Promise<A | JsonText<A>>,
): Route =>
  route("get", spec, (input, { services }) => answer({ ...input, services }), readDirectly(spec, answer));

/**
 * A POST: one command in one transaction, once per Idempotency-Key. The response is read in that transaction.
 * `unkeyed` is a cheaper equivalent for requests without a key and a confirmation.
 */
export const post = <P, Q, B, A>(
  spec: RouteSpec<P, Q, B, A>,
  command: Command<Input<P, Q, B>, A>,
  unkeyed?: (input: HandlerInput<P, Q, B>) => Promise<A>,
): Route => {
  const handler: Handler<P, Q, B, A> = async (
    input,
    { key, fingerprint, confirming, services, replayed },
  ) => {
    if (key === null && !confirming && unkeyed) return unkeyed({ ...input, services });
    const prepare = spec.prepare?.({ ...input, services }) ?? null;
    if (prepare) requireWritable(input.caller);
    if (key === null) {
      const prepared = prepare ? await prepare() : command;
      const run = await runOf(services.run, input.caller, confirming);
      return (await run(prepared, input.caller, input)).result;
    }
    const status = spec.status ?? 200;
    const purpose = `answer of ${spec.path} for account ${input.caller.accountId}`;
    const kept = (body: A) => (spec.isSecret ? sealAnswer(body, purpose) : body);
    const once = { key, fingerprint: fingerprint(), answer: (body: A) => ({ status, body: kept(body) }) };
    // A stored answer is repeated whatever the other system says now.
    const isKnown = prepare && (await services.run(findStoredAnswer, input.caller, once)).result !== null;
    const prepared = prepare && !isKnown ? await prepare() : command;
    const run = await runOf(services.run, input.caller, confirming);
    const { body, operationId, isReplayed } = await run.once(prepared, input.caller, input, once);
    if (isReplayed) replayed();
    if (confirming) confirmWith(confirming, operationId ?? null);
    return (spec.isSecret ? unsealed(body, purpose) : body) as A; // stored by an earlier operation of the same route
  };
  const alone = async ({ services, ...input }: HandlerInput<P, Q, B>): Promise<A> =>
    (await services.run(command, input.caller, input)).result;
  return route("post", spec, handler, spec.direct && answerDirectly(spec, unkeyed ?? alone));
};

/**
 * A POST that calls another system and changes nothing of ours: outside any transaction. A stored
 * answer under the same Idempotency-Key is repeated without a call; two requests at the same time
 * may both call.
 */
export const call = <P, Q, B, A>(
  spec: RouteSpec<P, Q, B, A>,
  answer: (input: HandlerInput<P, Q, B>) => Promise<A>,
): Route => {
  const handler: Handler<P, Q, B, A> = async (input, { key, fingerprint, services, replayed }) => {
    requireWritable(input.caller);
    if (key === null) return answer({ ...input, services });
    const once = {
      key,
      fingerprint: fingerprint(),
      answer: (body: A) => ({ status: spec.status ?? 200, body }),
    };
    const { result: known } = await services.run(findStoredAnswer, input.caller, once);
    const { body, isReplayed } =
      known ??
      (await services.run.once(
        async (_, made: A) => made,
        input.caller,
        await answer({ ...input, services }),
        once,
      ));
    if (isReplayed) replayed();
    return body as A; // stored by an earlier request of the same route
  };
  return route("post", { ...spec, confirms: "never" }, handler);
};

/** A PATCH: one command; repeating it changes nothing. */
export const patch = <P, Q, B, A>(spec: RouteSpec<P, Q, B, A>, command: Command<Input<P, Q, B>, A>): Route =>
  route("patch", spec, async (input, { confirming, services }) => {
    const run = await runOf(services.run, input.caller, confirming);
    return (await run(command, input.caller, input)).result;
  });

/** A DELETE: one command; returns the deleted resource, once. */
export const del = <P, Q, A>(
  spec: RouteSpec<P, Q, never, A>,
  command: Command<Input<P, Q, never>, A>,
): Route =>
  route("delete", spec, async (input, { confirming, services }) => {
    const run = await runOf(services.run, input.caller, confirming);
    return (await run(command, input.caller, input)).result;
  });

/** The `run` for the one operation of a request. */
const runOf = async (run: Run, caller: Caller, confirming: Confirming | null): Promise<Run> =>
  confirming ? beginConfirming(run, caller, confirming) : run;

/** An answer that was stored sealed. It cannot be read under another AUTH_SECRET. */
function unsealed(body: unknown, purpose: string): unknown {
  const answer = unsealAnswer(body, purpose);
  if (answer === undefined) throw new Refusal("idempotency.mismatch", { field: "Idempotency-Key" });
  return answer;
}

function route<P, Q, B, A>(
  method: Route["method"],
  spec: RouteSpec<P, Q, B, A>,
  handler: Handler<P, Q, B, A>,
  direct?: DirectHandler<Services, Caller>,
): Route {
  const described = createRoute(describeRoute(method, spec));
  const handle = async (c: Context<HttpEnv>) => {
    const { services } = c.var;
    const { headers, signal } = c.req.raw;
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
      const context = { key, fingerprint, confirming, services: own, replayed, readCaller, signal };
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
