import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Context } from "hono";
import { answerNotFound } from "@/server/http/_refusals/problem";
import type { HttpEnv } from "@/server/http/_request/authenticate";

/** Swagger UI needs no more: scripts and styles of this site, and pictures inside its styles. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tickline API</title>
<link rel="stylesheet" href="/docs/api/swagger-ui.css">
</head>
<body>
<div id="viewer"></div>
<script src="/docs/api/swagger-ui-bundle.js"></script>
<script src="/docs/api/start.js"></script>
</body>
</html>
`;

/** No server of others checks the document, and no token is stored in the browser. */
const START = `SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#viewer",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

type Asset = { type: string; bytes: () => Promise<Uint8Array> };

const require = createRequire(import.meta.url);

const stored = (path: () => string, type: string): Asset => ({ type, bytes: () => readFile(path()) });

const ASSETS: Readonly<Record<string, Asset>> = {
  "start.js": { type: "text/javascript; charset=utf-8", bytes: async () => Buffer.from(START) },
  "swagger-ui.css": stored(
    () => require.resolve("swagger-ui-dist/swagger-ui.css"),
    "text/css; charset=utf-8",
  ),
  "swagger-ui-bundle.js": stored(
    () => require.resolve("swagger-ui-dist/swagger-ui-bundle.js"),
    "text/javascript; charset=utf-8",
  ),
};

/** Hashes of the assets, which do not change while the process runs. */
const etags = new Map<string, string>();

/** Answers with a page that shows the native API's document. It works without a token; trying a call needs one. */
export const answerViewer = (c: Context<HttpEnv>): Response =>
  c.body(PAGE, 200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": POLICY,
    "cache-control": "public, max-age=3600",
  });

/** Answers with a script or style of that page. */
export async function answerViewerAsset(c: Context<HttpEnv>): Promise<Response> {
  const name = c.req.param("name") ?? "";
  const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (!asset) return answerNotFound(c);
  const known = etags.get(name);
  const headers = (etag: string) => ({ etag, "cache-control": "public, max-age=3600" });
  if (known && c.req.header("if-none-match") === known) return c.body(null, 304, headers(known));
  const bytes = await asset.bytes();
  const etag = `"${createHash("sha256").update(bytes).digest("base64url")}"`;
  etags.set(name, etag);
  return c.body(new Uint8Array(bytes), 200, { ...headers(etag), "content-type": asset.type });
}
