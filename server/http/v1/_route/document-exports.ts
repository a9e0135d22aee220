import { type OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { pathId } from "@/server/http/v1/inputs";
import { changeFilter } from "@/server/http/v1/settings/audit";
import { healthFilter } from "@/server/http/v1/settings/health";
import { refusalsOf } from "./describe-route";
import { operationIdOf } from "./operation-ids";

const text = z.string();
/** The body of a file of this type: a JSON file is an object, others are text. */
const bodyOf = (type: string) => (type === "application/json" ? z.record(z.string(), z.unknown()) : text);

type Export = Pick<RouteConfig, "path" | "summary" | "request"> & {
  tag: string;
  types: readonly string[];
  refuses: Parameters<typeof refusalsOf>[0];
};

/** The files that are streamed, and so are no routes with a JSON answer. */
const EXPORTS: readonly Export[] = [
  {
    path: "/v1/contacts/export",
    tag: "Contacts",
    summary: "Download all contacts as CSV",
    types: ["text/csv"],
    refuses: [],
  },
  {
    path: "/v1/contacts/{id}/export",
    tag: "Contacts",
    summary: "Download everything stored about one person",
    request: {
      params: z.object({ id: pathId("contact.not_found") }),
      query: z.object({
        notes: z
          .enum(["true", "false"])
          .default("true")
          .openapi({ description: "Whether with internal notes." }),
      }),
    },
    types: ["application/json"],
    refuses: ["contact.not_found"],
  },
  {
    path: "/v1/changes/export",
    tag: "Audit",
    summary: "Download the audit log",
    request: { query: z.object({ ...changeFilter, format: z.enum(["csv", "jsonl"]).default("csv") }) },
    types: ["text/csv", "application/jsonl"],
    refuses: [],
  },
  {
    path: "/v1/health/errors/export",
    tag: "Health",
    summary: "Download the texts of failures, the most frequent first, as CSV",
    request: { query: z.object(healthFilter) },
    types: ["text/csv"],
    refuses: ["inbox.not_found"],
  },
];

export const EXPORT_PATHS = EXPORTS.map(({ path }) => path);

/** Adds the exports to the document. */
export function registerExports(app: OpenAPIHono<HttpEnv>): void {
  for (const { path, tag, summary, request = {}, types, refuses } of EXPORTS)
    app.openAPIRegistry.registerPath({
      method: "get",
      path,
      operationId: operationIdOf("get", path),
      tags: [tag],
      summary: summary ?? "",
      request,
      responses: {
        200: {
          description: "Success: a file, streamed.",
          content: Object.fromEntries(types.map((type) => [type, { schema: bodyOf(type) }])),
        },
        ...refusalsOf([
          "auth.required",
          "auth.invalid_token",
          "auth.token_expired",
          "auth.forbidden",
          "input.invalid",
          "request.rate_limited",
          "internal",
          "server.busy",
          ...refuses,
        ]),
      },
    });
}
