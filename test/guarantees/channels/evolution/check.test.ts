import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { evolutionChannel } from "@/server/channels/evolution/channel";
import { versionFindings } from "@/server/channels/evolution/check";
import { QR_CODE } from "@/test/support/clients/evolution-server";
import { API_KEY, type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());
afterEach(() => {
  scene.server.isChatwootOn = false;
});

const codesOf = (findings: readonly { level: string; code: string }[]) =>
  Object.fromEntries(findings.map(({ level, code }) => [code, level]));

test("the check finds everything in order, and repairs a webhook that another program bent", async () => {
  const inbox = await scene.open();
  const fine = { version: "ok", instance: "ok", webhook: "ok" };
  expect(codesOf(await inbox.check())).toEqual(fine);
  const instance = scene.server.instance(inbox.instance);
  const { webhook } = instance;
  for (const bent of [
    { url: "https://n8n.example.test" },
    { headers: {} },
    { events: ["MESSAGES_UPSERT"] },
    { enabled: false },
    { byEvents: true },
    { base64: true },
  ]) {
    instance.webhook = { ...(webhook ?? { url: "", events: [] }), ...bent };
    // The checks of one inbox are limited: the wait is not what is tested.
    const again = await scene.open();
    scene.server.instance(again.instance).webhook = { ...(webhook ?? { url: "", events: [] }), ...bent };
    expect(codesOf(await again.check())).toEqual({
      ...fine,
      webhook: undefined,
      webhook_repaired: "warning",
    });
  }
});

test("a webhook that somebody has set to an address for each event is taken", async () => {
  const inbox = await scene.open();
  const { webhook } = scene.server.instance(inbox.instance);
  scene.server.instance(inbox.instance).webhook = {
    ...(webhook ?? { events: [] }),
    url: `${webhook?.url}/messages-upsert`,
  };
  expect(await inbox.receive({ conversation: "Hello" })).toBe(200);
  expect(await inbox.messages()).toMatchObject([{ content: "Hello" }]);
});

test("the check says that the Chatwoot integration is on, that the key is refused, and that nobody is connected", async () => {
  const inbox = await scene.open();
  scene.server.isChatwootOn = true;
  expect(codesOf(await inbox.check())).toMatchObject({ chatwoot_on: "warning" });
  scene.server.instance(inbox.instance).state = "close";
  expect(codesOf(await inbox.check())).toMatchObject({ instance_not_connected: "error" });
  const settings = { apiKey: "a wrong key" };
  expect((await inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, { settings })).status).toBe(200);
  expect(codesOf(await inbox.check())).toMatchObject({ key_refused: "error" });
});

test("an instance that does not exist is created", async () => {
  const inbox = await scene.open();
  const settings = { instance: "brand new" };
  await inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, { settings });
  expect(codesOf(await inbox.check())).toMatchObject({
    instance_not_connected: "error",
    webhook_repaired: "warning",
  });
  expect(scene.server.instance("brand new").created).toBe(true);
});

test.each([
  ["1.7.4", "version_lacks_header"],
  ["1.8.2", "version_lacks_header"],
  ["2.0.10", "version_untested"],
  ["2.1.0", "version"],
  ["2.3.7", "version"],
  ["v2.4.0-rc2", "version_untested"],
])("of version %s the check says %s", (version, code) => {
  expect(versionFindings(version).map((one) => one.code)).toEqual([code]);
});

test("a server that reports no version is not judged by it", () => {
  expect(versionFindings(null)).toEqual([]);
});

test("no answer has the key, nor the webhook's secret", async () => {
  const inbox = await scene.open();
  const { webhook } = scene.server.instance(inbox.instance);
  const secret = webhook?.headers?.["x-tickline-secret"] ?? "";
  expect(secret.length).toBeGreaterThan(40);
  const shown = JSON.stringify([
    (await inbox.client.get(`/v1/inboxes/${inbox.inboxId}`)).body,
    await inbox.check(),
    (await inbox.client.get(`/v1/events?after=0`)).body,
  ]);
  expect(shown).not.toContain(API_KEY);
  expect(shown).not.toContain(secret);
});

test("an instance that is not connected has a QR code, a connected one has none, and a wrong key has a reason", async () => {
  const { server } = scene;
  server.add("to pair", "close");
  const { body: inbox } = await (await scene.open()).client.get("/v1/me");
  const pair = (apiKey: string) =>
    evolutionChannel.pair({
      accountId: 1,
      inbox,
      settings: { url: server.url, apiKey, instance: "to pair" },
      keepRefreshToken: async () => undefined,
    });
  expect(await pair(API_KEY)).toEqual({ isConnected: false, qrCode: QR_CODE, error: null });
  server.instance("to pair").state = "open";
  expect(await pair(API_KEY)).toEqual({ isConnected: true, qrCode: null, error: null });
  expect(await pair("a wrong key")).toEqual({ isConnected: false, qrCode: null, error: "Unauthorized" });
});
