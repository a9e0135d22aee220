import { type Services, servicesFor } from "@/server/commands/_run/services";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import type { Caller } from "@/server/contract/_shared/caller";
import { tokenIn } from "@/server/http/_request/authenticate";
import type { DirectHandler } from "@/server/lib/web/direct-route";
import { readTokenCaller } from "@/server/queries/credentials/token-caller";
import { type Parsed, parseInput, parsePath } from "./parse";
import type { HandlerInput, RouteSpec } from "./route-spec";

/**
 * Answers a POST without an Idempotency-Key in front of the app, by the schemas of its route. The app answers an invalid
 * request.
 */
export const answerDirectly =
  <P, Q, B, A>(
    spec: RouteSpec<P, Q, B, A>,
    unkeyed: (input: HandlerInput<P, Q, B>) => Promise<A>,
  ): DirectHandler<Services, Caller> =>
  async ({ services, params, headers, body }) => {
    if (headers["idempotency-key"] !== undefined) return null;
    const secret = tokenIn((name) => headers[name]?.toString() ?? null);
    const address = headers["x-forwarded-for"]?.toString();
    const caller = secret ? await readTokenCaller(services, { secret, address }) : null;
    if (!caller) return null;
    const json = await body();
    refuseBadText(json);
    const parsed = spec.body?.safeParse(json);
    if (!parsed?.success) return null;
    const input = { caller, params: parsePath(spec.params, params), query: parseInput(spec.query, {}) };
    const answer = await unkeyed({
      ...input,
      body: parsed.data as Parsed<B>,
      services: servicesFor(services, caller),
    });
    return { status: spec.status ?? 200, json: answer, caller };
  };
