import type { IncomingHttpHeaders } from "node:http";
import { getQueryParams } from "hono/utils/url";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { withFileUrls } from "@/server/files/file-url";
import { tokenIn } from "@/server/http/_request/authenticate";
import { DirectFailure } from "@/server/http/_request/direct-failure";
import type { JsonText } from "@/server/lib/json-text";
import { baseUrlOf } from "@/server/lib/web/base-url";
import type { DirectHandler } from "@/server/lib/web/direct-route";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";
import { isConfirmRequested } from "./confirm";
import { type Parsed, parseInput, parsePath, parseQuery, requireFewFiles } from "./read-body";
import type { HandlerInput, RouteSpec } from "./route-spec";

/**
 * Answers a POST with JSON, without an Idempotency-Key and a confirmation, in front of the app, by the schemas of its route. The app
 * answers an invalid request, one without a valid token, and one that needs another system.
 */
export const answerDirectly =
  <P, Q, B, A>(
    spec: RouteSpec<P, Q, B, A>,
    unkeyed: (input: HandlerInput<P, Q, B>) => Promise<A>,
  ): DirectHandler<Services, Caller> =>
  async ({ services, params, headers, body }) => {
    if (headers["idempotency-key"] !== undefined || isConfirmed(spec, headers)) return null;
    const caller = await unlessRefused(() => findCaller(services, headers));
    if (!caller) return null;
    try {
      const json = await body();
      refuseBadText(json);
      const own = servicesFor(services, caller);
      if (spec.takes) requireFewFiles(own.fileLimits, json);
      const parsed = spec.body?.safeParse(json);
      if (!parsed?.success) return null;
      const input = {
        caller,
        params: parsePath(spec.params, params),
        query: parseInput(spec.query, {}),
        body: parsed.data as Parsed<B>,
      };
      // Calls of other systems are the app's.
      if (spec.prepare?.({ ...input, services: own })) return null;
      const answer = await unkeyed({ ...input, services: own });
      spec.committed?.(input, answer);
      const location = spec.location?.(answer, input) ?? null;
      return { status: spec.status ?? 200, json: rendered(answer, services, headers), location, caller };
    } catch (error) {
      throw new DirectFailure(error, caller);
    }
  };

/** Whether the request is to be confirmed. */
const isConfirmed = (
  { confirms }: { confirms?: "later" | "never" | undefined },
  { prefer }: IncomingHttpHeaders,
): boolean => confirms !== "never" && isConfirmRequested(prefer?.toString());

/** Answers a GET in front of the app, by the schemas of its route. The app answers an invalid request, and refuses. */
export const readDirectly =
  <P, Q, A>(
    spec: RouteSpec<P, Q, never, A>,
    read: (input: HandlerInput<P, Q, never>) => Promise<A | JsonText<A>>,
  ): DirectHandler<Services, Caller> =>
  ({ services, url, params, headers }) =>
    unlessRefused(async () => {
      const caller = await findCaller(services, headers);
      if (!caller) return null;
      const queries = getQueryParams(url) as Record<string, string[]>; // all, as the app's routes get them
      const input = {
        caller,
        params: parsePath(spec.params, params),
        query: parseQuery(spec.query, queries),
      };
      const answer = await read({
        ...input,
        body: undefined as never,
        services: servicesFor(services, caller),
      });
      return { status: spec.status ?? 200, json: rendered(answer, services, headers), caller };
    });

/** An answer with the addresses of its files. */
function rendered(answer: unknown, { now }: Services, headers: IncomingHttpHeaders): unknown {
  const headerOf = { get: (name: string) => headers[name]?.toString() ?? null };
  return withFileUrls(answer, { now: now(), baseUrl: baseUrlOf(headerOf) });
}

/** Null for a refusal: the app repeats it, with all that a refusal's answer has. */
const unlessRefused = <T>(answer: () => Promise<T | null>): Promise<T | null> =>
  answer().catch((error: unknown) => {
    if (isRefusal(error)) return null;
    throw error;
  });

const findCaller = async (services: Services, headers: IncomingHttpHeaders): Promise<Caller | null> => {
  const secret = tokenIn((name) => headers[name]?.toString() ?? null);
  const address = headers["x-forwarded-for"]?.toString();
  return secret ? readTokenCaller(services, { secret, address }) : null;
};
