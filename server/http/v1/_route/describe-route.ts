import { type RouteConfig, z } from "@hono/zod-openapi";
import { isRefusalCode } from "@/server/contract/_shared/refusal";
import { FAULTS, type ProblemCode, statusOf } from "@/server/http/_refusals/problem";
import { refusalBody } from "@/server/http/v1/schemas";
import { bodyExampleOf } from "./document-examples";
import { operationIdOf } from "./operation-ids";
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

/** The headers that a route reads. */
const headersOf = <P, Q, B, A>(method: Method, spec: RouteSpec<P, Q, B, A>): z.ZodObject => {
  const confirmed = method !== "get" && spec.confirms !== "never" ? prefer.shape : {};
  return z.object({
    ...(method === "post" && idempotencyKey.shape),
    ...confirmed,
    ...spec.readsHeaders?.shape,
  });
};

/** The headers of an answer that only some have. */
const LOCATION = z.object({ Location: z.string().openapi({ description: "The path of the resource." }) });
const REPLAYED = z.object({
  "Idempotent-Replayed": z
    .literal("true")
    .optional()
    .openapi({ description: "The request was executed before, under the same Idempotency-Key." }),
});

const bytes = z.any().openapi({ type: "string", format: "binary" });

/** The types of a body. In a form, fields that are no texts are written as JSON. */
function contentOf(takes: TakesFiles | undefined, body: z.ZodType, example: object | undefined) {
  const json = { "application/json": { schema: body, ...(example && { example }) } };
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
  const answers = { "application/json": answer, ...spec.alsoAnswers };
  const headers = headersOf(method, spec);
  const request = {
    ...(params && { params: params as z.ZodObject }), // the document needs the object, the handler its output
    ...(query && { query: query as z.ZodObject }),
    ...(Object.keys(headers.shape).length > 0 && { headers }),
    ...(body && {
      body: {
        content: contentOf(spec.takes, body, bodyExampleOf(method, path)),
        required: !body.safeParse({}).success,
      },
    }),
  };
  return {
    method,
    path,
    operationId: operationIdOf(method, path),
    tags: [tag],
    summary,
    ...(description && { description }),
    request,
    responses: {
      [status]: {
        description: "OK.",
        headers: z.object({ ...(spec.location && LOCATION.shape), ...(method === "post" && REPLAYED.shape) }),
        content: Object.fromEntries(Object.entries(answers).map(([type, schema]) => [type, { schema }])),
      },
      ...refusalsOf([...refusedAnywhere(method, spec), ...(spec.refuses ?? [])]),
    },
  };
}

/** The codes that any route of this kind may answer. */
const refusedAnywhere = <P, Q, B, A>(method: Method, spec: RouteSpec<P, Q, B, A>): readonly ProblemCode[] => [
  "auth.required",
  "auth.invalid_token",
  "auth.token_expired",
  ...(method === "get"
    ? []
    : (["token.read_only", "operation.timed_out", "server.maintenance", "storage.unavailable"] as const)),
  ...(method === "post" ? (["idempotency.mismatch"] as const) : []),
  ...(spec.body ? (["request.malformed", "request.too_large", "media.unsupported"] as const) : []),
  ...(spec.takes ? (["file.too_large", "file.not_stored", "file.over_budget", "storage.full"] as const) : []),
  "input.invalid",
  "request.rate_limited",
  "internal",
  "server.busy",
];

export function refusalsOf(codes: readonly ProblemCode[]) {
  const byStatus = new Map<number, Set<ProblemCode>>();
  for (const code of codes) {
    const status = isRefusalCode(code) ? statusOf(code) : FAULTS[code][0];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries(
    [...byStatus].map(([status, all]) => [
      status,
      {
        description: [...all].map((code) => `\`${code}\``).join(", "),
        ...(status === 429 || status === 503 ? { headers: RETRY_AFTER } : {}),
        content: { "application/json": { schema: refusalBody } },
      },
    ]),
  );
}

const RETRY_AFTER = z.object({
  "Retry-After": z.string().openapi({ type: "integer", description: "Seconds to wait." }),
});
