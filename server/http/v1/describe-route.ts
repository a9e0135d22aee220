import { type RouteConfig, z } from "@hono/zod-openapi";
import type { RefusalCode } from "@/server/contract/refusal";
import { REFUSALS } from "../refusals";
import type { Method, Spec } from "./endpoint";
import { refusalBody } from "./schemas";

const idempotencyKey = z.object({
  "Idempotency-Key": z.string().min(1).max(255).optional().openapi({
    description: "The same request under the same key is done once and answered the same, for 24 hours.",
  }),
});

/** The route's chapter in the OpenAPI document. */
export function describeRoute<P, Q, B, A>(method: Method, spec: Spec<P, Q, B, A>): RouteConfig {
  const { path, tag, summary, description, params, query, body, answer, status = 200 } = spec;
  const json = (schema: z.ZodType) => ({ "application/json": { schema } });
  const request = {
    ...(params && { params: params as z.ZodObject }), // the document needs the object, the handler its output
    ...(query && { query: query as z.ZodObject }),
    ...(method === "post" && { headers: idempotencyKey }),
    ...(body && { body: { content: json(body), required: !body.safeParse({}).success } }),
  };
  return {
    method,
    path,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: [{ token: [] }],
    request,
    responses: {
      [status]: { description: "Done.", content: json(answer) },
      ...refusalsOf(["auth.required", "auth.invalid_token", "input.invalid", ...(spec.refuses ?? [])]),
    },
  };
}

function refusalsOf(codes: readonly RefusalCode[]) {
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of codes)
    byStatus.set(REFUSALS[code][0], [...(byStatus.get(REFUSALS[code][0]) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, all]) => [
      status,
      {
        description: all.map((code) => `\`${code}\``).join(", "),
        content: { "application/json": { schema: refusalBody } },
      },
    ]),
  );
}
