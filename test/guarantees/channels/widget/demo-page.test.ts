import { afterAll, beforeAll, expect, test } from "vitest";
import { openWidgetScene, type WidgetScene } from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
beforeAll(async () => {
  scene = await openWidgetScene();
});
afterAll(() => scene.close());

test("the demo page shows the widget of the demo's inbox under a strict policy, and is not found without a demo", async () => {
  const widget = await scene.open({ allowedOrigins: [] });
  expect((await fetch(`${scene.api.url}/demo`)).status).toBe(404);
  await scene.api.world.database.query("update account set is_demo = true where id = $1", [widget.accountId]);

  const response = await fetch(`${scene.api.url}/demo`);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(await response.text()).toContain(
    `<script src="/widget.js" data-inbox="${widget.identifier}" async>`,
  );
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'self' 'sha256-[\w+/=]+'; connect-src 'self'; img-src 'self';/,
  );
  expect(policy).not.toContain("unsafe");
  expect((await widget.page(scene.api.url).session()).status).toBe(200);
});

test("the page shows the widget of the inbox in its address, if that has the channel widget", async () => {
  const widget = await scene.open({ allowedOrigins: [] });
  const answer = await fetch(`${scene.api.url}/demo?inbox=${widget.identifier}`);
  expect(await answer.text()).toContain(`data-inbox="${widget.identifier}"`);
  const { body: other } = await widget.client.post("/v1/inboxes", { name: "Shop", channel: "api" });
  for (const identifier of [other.identifier, "%22%3E%3Cscript%3E", "none"])
    expect((await fetch(`${scene.api.url}/demo?inbox=${identifier}`)).status).toBe(404);
});

test.each([
  [{}, "en", "Your website, with the widget"],
  [{ "accept-language": "zh-CN,zh;q=0.9,en;q=0.8" }, "zh-Hans", "带有聊天窗口的网站"],
  [{ "accept-language": "de, en;q=0.8, zh;q=0.5" }, "en", "Your website, with the widget"],
  [{ "accept-language": "en", cookie: "theme=dark; locale=zh" }, "zh-Hans", "带有聊天窗口的网站"],
])("the page is in the reader's language: %o", async (headers, lang, heading) => {
  const widget = await scene.open({ allowedOrigins: [] });
  const answer = await fetch(`${scene.api.url}/demo?inbox=${widget.identifier}`, { headers });
  const html = await answer.text();
  expect(html).toContain(`<html lang="${lang}">`);
  expect(html).toContain(`<h1>${heading}</h1>`);
  expect(answer.headers.get("content-language")).toBe(lang);
  expect(answer.headers.get("cache-control")).toBe("private, no-cache");
  expect(answer.headers.get("vary")).toContain("Cookie, Accept-Language");
});

test("the inbox is off until a visitor has written", async () => {
  const widget = await scene.open();
  const health = async () => (await widget.client.get(`/v1/inboxes/${widget.inboxId}/health`)).body;
  expect(await health()).toMatchObject({ state: "off", lastInAt: null });
  const page = widget.page();
  await page.session();
  await page.write("Hello");
  expect(await health()).toMatchObject({ state: "connected", lastInAt: expect.any(String) });
});
