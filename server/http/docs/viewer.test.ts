import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DATA_POLICY } from "@/server/http/_request/response-headers";
import { createApp } from "@/server/http/app";
import { listEventTypes } from "@/server/queries/events/list-event-types";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(api.url + path, { headers });

test("the viewer is a page of this site alone, under a policy without exceptions", async () => {
  const page = await get("/docs/api");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  const policy = page.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const html = await page.text();
  const links = [...html.matchAll(/<(?:script src|link rel="stylesheet" href)="([^"]+)"/g)].map(
    ([, link]) => link ?? "",
  );
  expect(links).toHaveLength(4);
  for (const link of links) {
    expect(link).toMatch(/^\/docs\/api\//);
    const asset = await get(link);
    expect([asset.status, asset.headers.get("x-content-type-options")]).toEqual([200, "nosniff"]);
    expect(asset.headers.get("content-type")).toMatch(
      link.endsWith(".css") ? /^text\/css/ : /^text\/javascript/,
    );
    expect((await asset.arrayBuffer()).byteLength).toBeGreaterThan(50);
    const etag = asset.headers.get("etag") ?? "";
    expect((await get(link, { "if-none-match": etag })).status).toBe(304);
  }
  expect(html).not.toMatch(/<script>|<style|style=|onload=/);
});

test.each(["/docs/api", "/docs/events"])(
  "%s has its font from this site, and leads to the other documents",
  async (path) => {
    const page = await get(path);
    expect(page.headers.get("content-security-policy")).toContain("font-src 'self'");
    const html = await page.text();
    const hrefs = [...html.matchAll(/<a href="(\/[^"#]+)"/g)].map(([, href]) => href);
    expect(hrefs).toEqual(
      expect.arrayContaining(["/inbox", "/docs/api", "/docs/events", "/v1/openapi.json"]),
    );
    const font = await get("/docs/api/inter.woff2");
    expect([font.status, font.headers.get("content-type")]).toEqual([200, "font/woff2"]);
  },
);

test.each([
  ["nothing.js", 404],
  ["..%2Fpackage.json", 400], // no path at all
  ["constructor", 404],
  ["swagger-ui.js.map", 404],
])("no other file of the package is served: %s", async (name, status) => {
  const answer = await get(`/docs/api/${name}`);
  expect([answer.status, answer.headers.get("content-security-policy")]).toEqual([status, DATA_POLICY]);
});

test("the page of events has every type with its sample, and no script", async () => {
  const page = await get("/docs/events");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  const html = await page.text();
  const text = html.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  for (const { type, summary } of listEventTypes(null)) {
    expect(html).toContain(`<tr id="${type}">`);
    expect(text.replaceAll(/<\/?code>/g, "`")).toContain(summary);
  }
  expect(text.match(/<td>[^<]*`/)).toBeNull();
  expect(html.match(/<pre>\{/g)).toHaveLength(listEventTypes(null).length);
  expect(html).not.toMatch(/<script|style=|onload=/);
  const [, style = ""] = /<style>([^<]*)<\/style>/.exec(html) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(page.headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'`);
});

test("the Postman collection has every operation, with bodies to send and this server's address", async () => {
  const answer = await get("/v1/postman.json");
  expect(answer.status).toBe(200);
  const { info, item, variable } = await answer.json();
  expect(info.schema).toContain("v2.1.0");
  expect(variable[0]).toMatchObject({ key: "baseUrl", value: api.url });
  // biome-ignore lint/suspicious/noExplicitAny: the collection is untyped.
  const requests: any[] = item.flatMap((folder: { item: unknown[] }) => folder.item);
  const { paths } = await (await get("/v1/openapi.json")).json();
  expect(requests).toHaveLength(
    Object.values(paths).flatMap((methods) => Object.keys(methods as object)).length,
  );
  const { token } = await createTokenTenant(api);
  const made = requests.find(
    ({ request }) => request.method === "POST" && request.url.raw === "{{baseUrl}}/v1/inboxes",
  );
  const sent = await fetch(made.request.url.raw.replace("{{baseUrl}}", api.url), {
    method: made.request.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...Object.fromEntries(
        made.request.header
          .filter(({ disabled }: { disabled?: boolean }) => !disabled)
          .map(({ key, value }: { key: string; value: string }) => [key, value]),
      ),
    },
    body: made.request.body.raw,
  });
  expect(sent.status).toBe(201);
  expect((await get("/v1/postman.json", { "if-none-match": answer.headers.get("etag") ?? "" })).status).toBe(
    304,
  );
});
