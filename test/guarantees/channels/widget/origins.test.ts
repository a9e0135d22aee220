import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenWidget, openWidgetScene, SITE, type WidgetScene } from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
let widget: OpenWidget;
beforeAll(async () => {
  scene = await openWidgetScene();
  widget = await scene.open();
});
afterAll(() => scene.close());

test.each([
  ["another port", "https://shop.example"],
  ["another scheme", "http://shop.example:8443"],
  ["another host", "https://evil.example:8443"],
  ["a name that only begins like it", "https://shop.example:8443.evil.example"],
  ["an opaque one", "null"],
])("an origin outside allowedOrigins is refused: %s", async (_, origin) => {
  const { status, code, headers } = await widget.page(origin).session();
  expect([status, code]).toEqual([403, "channel.origin_forbidden"]);
  expect(headers.get("access-control-allow-origin")).toBeNull();
  expect(headers.get("vary")).toContain("Origin");
});

test("an allowed one and Tickline's own pages are not", async () => {
  expect((await widget.page(SITE).session()).status).toBe(200);
  const own = await (await scene.open({ allowedOrigins: [] })).page(scene.api.url).session();
  expect(own.status).toBe(200);
});

test("a preflight request names the methods and headers, and only for allowed origins", async () => {
  const preflight = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization",
  };
  const { status, headers } = await widget.page().call("OPTIONS", "messages", undefined, preflight);
  expect(status).toBe(204);
  expect(headers.get("access-control-allow-origin")).toBe(SITE);
  expect(headers.get("access-control-allow-methods")).toContain("PATCH");
  expect(headers.get("access-control-allow-headers")?.toLowerCase()).toContain("authorization");
  expect(headers.get("access-control-allow-credentials")).toBeNull();
  const foreign = await widget.page("https://evil.example").call("OPTIONS", "messages", undefined, preflight);
  expect(foreign.status).toBe(403);
});

test("refusals can be read by the site", async () => {
  const { status, headers } = await widget.page().call("GET", "conversations");
  expect(status).toBe(401);
  expect(headers.get("access-control-allow-origin")).toBe(SITE);
});

test("a program without an origin writes nothing", async () => {
  expect(await widget.page(null).session()).toMatchObject({ status: 403, code: "channel.origin_forbidden" });
});

test("no inbox, an inbox of another kind and an unknown route are not found", async () => {
  const { body: other } = await widget.client.post("/v1/inboxes", { name: "CRM" });
  for (const identifier of ["nobody", other.identifier]) {
    const answer = await fetch(`${scene.api.url}/channels/widget/${identifier}/session`, { method: "POST" });
    expect(answer.status).toBe(404);
  }
  expect((await widget.page().call("GET", "secrets")).status).toBe(404);
});

test("settings are checked, merged, and never answered with the secret", async () => {
  const path = `/v1/inboxes/${widget.inboxId}`;
  for (const origin of [
    "https://shop.example/help",
    "shop.example",
    "javascript://x",
    "https://ada:right@shop.example/",
    "https://*.shop.example",
  ]) {
    const refused = await widget.client.patch(path, { settings: { allowedOrigins: [origin] } });
    expect([origin, refused.status]).toEqual([origin, 422]);
  }
  const written = { allowedOrigins: ["HTTPS://Shop.Example:443/", `${SITE}/`] };
  const { settings } = (await widget.client.patch(path, { settings: written })).body;
  expect(settings.allowedOrigins).toEqual(["https://shop.example", SITE]);
  await widget.client.patch(path, { settings: { allowedOrigins: [SITE] } });
  const secret = "k".repeat(40);
  const { body } = await widget.client.patch(path, { settings: { identitySecret: secret, title: "Help" } });
  expect(body.settings).toMatchObject({ title: "Help", allowedOrigins: [SITE] });
  expect(JSON.stringify(body)).not.toContain(secret);
  const { findings } = (await widget.client.post(`${path}/check`)).body;
  expect(findings).toContainEqual(expect.objectContaining({ level: "ok", code: "allowed_origins" }));
  expect(findings).toContainEqual(expect.objectContaining({ level: "ok", code: "identity_verified" }));
  const open = await scene.open({ allowedOrigins: [] });
  expect((await open.client.post(`/v1/inboxes/${open.inboxId}/check`)).body.findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ level: "error", code: "no_allowed_origins" }),
      expect.objectContaining({ level: "warning", code: "identity_unverified" }),
    ]),
  );
});

test("a change may name the kind that the inbox is of, and no other", async () => {
  const path = `/v1/inboxes/${widget.inboxId}`;
  const named = await widget.client.patch(path, { channel: "widget", settings: { title: "Shop" } });
  expect([named.status, named.body.channel, named.body.settings.title]).toEqual([200, "widget", "Shop"]);
  const other = await widget.client.patch(path, { channel: "email" });
  expect([other.status, other.body.error.field]).toEqual([422, "channel"]);
});

test("a visitor's messages are limited, and the answer says when the next is accepted", async () => {
  const page = widget.page();
  await page.session();
  const all = await Promise.all(Array.from({ length: 25 }, (_, n) => page.write(`Message ${n}`)));
  const limited = all.filter(({ status }) => status === 429);
  expect(limited.length).toBeGreaterThan(0);
  expect(limited[0]).toMatchObject({ code: "request.rate_limited" });
  expect(Number(limited[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  const other = widget.page();
  await other.session();
  expect((await other.write("Hello")).status).toBe(201);
});
