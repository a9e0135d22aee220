import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Context } from "hono";
import { answerNotFound } from "@/server/http/_refusals/problem";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { ACCENT, DOCS_STYLE, docsHeader, LINE } from "./docs-frame";

/** Swagger UI needs no more: scripts, styles and the font of this site, and pictures inside its styles. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
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
<link rel="stylesheet" href="/docs/api/page.css">
</head>
<body>
${docsHeader("/docs/api")}
<div id="viewer"></div>
<script src="/docs/api/swagger-ui-bundle.js"></script>
<script src="/docs/api/start.js"></script>
</body>
</html>
`;

/** More specific than Swagger UI's own rules, those for dark screens included. */
const VIEWER = "html:root .swagger-ui";

/**
 * Tickline's type and colours over Swagger UI's, which sets its own font on each part, code excepted. The only server is this
 * one, so its list is left out, and so are the badges of the versions.
 */
const PAGE_STYLE = `${DOCS_STYLE}
html:root { color-scheme: light; background: light-dark(#ffffff, #19191b); }
html.dark-mode:root { color-scheme: dark; }
${VIEWER} { font-family: inherit; color: inherit; background: none; }
${VIEWER} *:not(code, pre, code *, pre *, .opblock-summary-path, .opblock-summary-path *, .parameter__name, .prop-type, .prop-format, .parameter__type, .parameter__in) { font-family: inherit !important; letter-spacing: normal; }
${VIEWER} .wrapper { max-width: 72rem; padding: 0 1rem; }
${VIEWER} .info { margin: 0 0 1.25rem; }
${VIEWER} .info .title { font-size: 1.5rem; font-weight: 650; letter-spacing: -.01em; color: inherit; }
${VIEWER} .info .title > span, ${VIEWER} .info hgroup > a, ${VIEWER} .info__license { display: none; }
${VIEWER} .info p { max-width: 46rem; margin-inline: 0; font-size: 15px; line-height: 1.55; color: inherit; }
${VIEWER} .info a, ${VIEWER} .info p a { color: ${ACCENT}; text-underline-offset: 2px; }
${VIEWER} .info p code, ${VIEWER} .markdown code { color: inherit; background: rgb(128 128 128 / .14); font-weight: 400; }
${VIEWER} .scheme-container { padding: 0 0 1rem; margin: 0; box-shadow: none; background: none; }
${VIEWER} .scheme-container .schemes .schemes-server-container { display: none; }
${VIEWER} .scheme-container .schemes { justify-content: flex-start; }
${VIEWER} .scheme-container .auth-wrapper { justify-content: flex-start; }
${VIEWER} .opblock-tag { font-size: 1.0625rem; font-weight: 600; padding: .625rem 0; color: inherit; border-color: ${LINE}; }
${VIEWER} .opblock { border-radius: 6px; box-shadow: none; }
${VIEWER} .opblock .opblock-summary-method { border-radius: 4px; font-weight: 600; }
${VIEWER} .opblock .opblock-summary-path { font-weight: 500; }
${VIEWER} .filter .operation-filter-input { margin: .5rem 0 1rem; border: 1px solid rgb(128 128 128 / .5); border-radius: 6px; height: 34px; padding: 0 10px; width: 100%; max-width: 30rem; font-size: 14px; }
${VIEWER} .btn { box-shadow: none; border-radius: 6px; border-width: 1px; font-weight: 500; }
${VIEWER} .schemes .auth-wrapper .btn.authorize { display: inline-flex; align-items: center; gap: 6px; height: 34px; padding: 0 12px; line-height: 1; color: ${ACCENT}; border-color: ${ACCENT}; }
${VIEWER} .schemes .auth-wrapper .btn.authorize span { padding: 0; float: none; }
${VIEWER} .schemes .auth-wrapper .btn.authorize svg { width: 16px; height: 16px; }
${VIEWER} .schemes .auth-wrapper .btn.authorize svg path { fill: ${ACCENT}; }
`;

/** No server of others checks the document, and no token is stored in the browser. */
const START = `const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
SwaggerUIBundle({
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
  "page.css": { type: "text/css; charset=utf-8", bytes: async () => Buffer.from(PAGE_STYLE) },
  "swagger-ui.css": stored(
    () => require.resolve("swagger-ui-dist/swagger-ui.css"),
    "text/css; charset=utf-8",
  ),
  "inter.woff2": stored(
    () => require.resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
    "font/woff2",
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

/** Answers with a script, a style or the font of that page. */
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
