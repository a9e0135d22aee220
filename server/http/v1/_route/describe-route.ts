import { type RouteConfig, z } from "@hono/zod-openapi";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { statusOf } from "@/server/http/_refusals/statuses";
import { refusalBody } from "@/server/http/v1/schemas";
import type { TakesFiles } from "./read-body";
import type { Method, RouteSpec } from "./route-spec";

const idempotencyKey = z.object({
  "Idempotency-Key": z.string().min(1).max(255).optional().openapi({
    description:
      "Repeating a request with the same key within 24 hours performs it once and returns the same response.",
  }),
});

const prefer = z.object({
  Prefer: z
    .string()
    .max(255)
    .optional()
    .openapi({
      description:
        "`confirm`: one event reports how this ended, `operation.succeeded`, `operation.failed` or `operation.timed_out`, with " +
        "the `operationId` from the response header `Operation-Id`. The response has `Preference-Applied: confirm`.",
    }),
});

/** The headers of a route that writes. */
const headersOf = (method: Method, isConfirmed: boolean): z.ZodObject => {
  const confirmed = isConfirmed ? prefer.shape : {};
  return z.object({ ...(method === "post" && idempotencyKey.shape), ...confirmed });
};

const bytes = z.any().openapi({ type: "string", format: "binary" });

/** The types of a body. In a form, fields that are no texts are written as JSON. */
function contentOf(takes: TakesFiles | undefined, body: z.ZodType) {
  const json = { "application/json": { schema: body } };
  if (takes === undefined) return json;
  if (takes === "attach") {
    const files = z.object({ files: z.array(bytes).openapi({ description: "Parts of any name." }) });
    return { ...json, "multipart/form-data": { schema: z.intersection(body, files) } };
  }
  const file = z.object({ file: bytes });
  return { "multipart/form-data": { schema: file }, "application/octet-stream": { schema: bytes } };
}

/** The route's part of the OpenAPI document. */
export function describeRoute<P, Q, B, A>(method: Method, spec: RouteSpec<P, Q, B, A>): RouteConfig {
  const { path, tag, summary, description, params, query, body, answer, status = 200 } = spec;
  const json = (schema: z.ZodType) => ({ "application/json": { schema } });
  const request = {
    ...(params && { params: params as z.ZodObject }), // the document needs the object, the handler its output
    ...(query && { query: query as z.ZodObject }),
    ...(method !== "get" && { headers: headersOf(method, spec.confirms !== "never") }),
    ...(body && { body: { content: contentOf(spec.takes, body), required: !body.safeParse({}).success } }),
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
      [status]: { description: "Success.", content: json(answer) },
      ...refusalsOf([...refusedAnywhere(method), ...(spec.refuses ?? [])]),
    },
  };
}

const refusedAnywhere = (method: Method): readonly RefusalCode[] => [
  "auth.required",
  "auth.invalid_token",
  "auth.token_expired",
  ...(method === "get" ? [] : (["token.read_only"] as const)),
  "input.invalid",
  "request.rate_limited",
];

function refusalsOf(codes: readonly RefusalCode[]) {
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
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
