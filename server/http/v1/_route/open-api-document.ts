import { createHash } from "node:crypto";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Handler } from "hono";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { documentWebhooks, eventSchemas, WEBHOOK_COMPONENTS } from "./document-events";
import { withExamples } from "./document-examples";
import { shareResponses } from "./share-responses";

/** The paths of the document, which are not in it. */
export const DOCUMENT_PATHS = ["/v1/openapi.json"];

export type Document = Readonly<Record<string, unknown>>;

/** Answers with the native API as an OpenAPI 3.1 document. It is built once: that takes as long as hundreds of requests. */
export function openApiRoute(app: OpenAPIHono<HttpEnv>): Handler {
  let built: { text: string; etag: string } | undefined;
  return (c) => {
    built ??= build(app);
    const headers = { etag: built.etag, "cache-control": "public, max-age=3600" };
    if (c.req.header("if-none-match") === built.etag) return c.body(null, 304, headers);
    return c.body(built.text, 200, { ...headers, "content-type": "application/json; charset=utf-8" });
  };
}

function build(app: OpenAPIHono<HttpEnv>): { text: string; etag: string } {
  const text = JSON.stringify(openApiDocument(app));
  return { text, etag: `"${createHash("sha256").update(text).digest("base64url")}"` };
}

const DESCRIPTION = `Receive and send messages, report delivery, and manage conversations. See docs/api.md.

A known path with another method is answered 405 with \`Allow\`. Answers carry \`x-request-id\`, and \`RateLimit\` and
\`RateLimit-Policy\` of draft-ietf-httpapi-ratelimit-headers-10.`;

function openApiDocument(app: OpenAPIHono<HttpEnv>): Document {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Tickline",
      version: "1",
      description: DESCRIPTION,
    },
    servers: [{ url: "/" }],
  });
  const { schemas } = document.components ?? {};
  // A document as JSON: the library's type allows for forms that it never makes.
  const { paths, responses } = shareResponses(JSON.parse(JSON.stringify(document.paths ?? {})));
  return {
    ...document,
    info: { ...document.info, license: { name: "MIT", identifier: "MIT" } },
    paths,
    webhooks: documentWebhooks(),
    components: {
      ...document.components,
      schemas: {
        ...withExamples(schemas ?? {}),
        Json: { description: "Any JSON value." },
        ...eventSchemas(),
      },
      responses: { ...responses, ...WEBHOOK_COMPONENTS.responses },
      parameters: { ...document.components?.parameters, ...WEBHOOK_COMPONENTS.parameters },
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token." } },
    },
  };
}
