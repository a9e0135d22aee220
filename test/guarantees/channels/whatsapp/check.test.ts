import { afterAll, beforeAll, expect, test } from "vitest";
import { openWhatsappScene, type WhatsappScene } from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
beforeAll(async () => {
  scene = await openWhatsappScene();
});
afterAll(() => scene.close());

const codesOf = (findings: readonly { level: string; code: string }[]) =>
  Object.fromEntries(findings.map(({ level, code }) => [code, level]));

test("the check reads the number, its quality, and whether an app is subscribed", async () => {
  const inbox = await scene.open();
  const check = async () => (await inbox.client.post(`/v1/inboxes/${inbox.inboxId}/check`)).body.findings;
  expect(codesOf(await check())).toMatchObject({ number: "ok", quality: "ok", subscribed: "ok" });
  scene.graph.number.quality_rating = "RED";
  scene.graph.apps.length = 0;
  expect(codesOf(await check())).toMatchObject({ quality: "error", not_subscribed: "error" });
  const settings = { accessToken: "expired token" };
  expect((await inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, { settings })).status).toBe(200);
  expect(codesOf(await check())).toMatchObject({ number_unreadable: "error" });
});

test("no answer has a secret", async () => {
  const inbox = await scene.open();
  const { body } = await inbox.client.get(`/v1/inboxes/${inbox.inboxId}`);
  const { accessToken, appSecret, verifyToken } = inbox.settings;
  for (const secret of [accessToken, appSecret, verifyToken])
    expect(JSON.stringify(body)).not.toContain(secret);
  expect(body.settings).toMatchObject({ phoneNumberId: inbox.phoneNumberId });
});
