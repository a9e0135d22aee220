import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpEnv } from "@/server/http/_request/http-env";

/** The native API as an OpenAPI 3.1 document. */
export function openApiDocument(app: OpenAPIHono<HttpEnv>): object {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Tickline",
      version: "1",
      description: "Receive and send messages, report delivery, and manage conversations. See docs/api.md.",
    },
    servers: [{ url: "/" }],
  });
  const { schemas } = document.components ?? {};
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...schemas, Json: { description: "Any JSON value." } },
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token." } },
    },
  };
}
