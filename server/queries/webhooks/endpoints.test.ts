import { afterAll, beforeAll, expect, test } from "vitest";
import { labelConversation } from "@/server/commands/organising/labels";
import { testEndpoint } from "@/server/commands/webhooks/deliveries";
import { deleteEndpoint, disableEndpoint } from "@/server/commands/webhooks/endpoints";
import { freescout } from "@/server/dialects/freescout/webhooks/webhook-format";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { withStatus } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { countTroubledEndpoints, watchEndpoint, watchEndpoints } from "./endpoints";
import { listDeliveries } from "./list-deliveries";
import { listWebhookFormats, sampleWebhook, showDelivery } from "./preview-webhook";

const types = ["conversation.labelled"];

let scene: WebhookScene;
beforeAll(async () => {
  provideWebhookFormats([freescout]);
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const now = () => scene.world.clock.now;

async function open() {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { endpointId } = await scene.endpoint(stage, receiver, { types });
  const label = (name: string) =>
    stage.run(labelConversation, { conversation: { conversationId: stage.conversation.id }, add: [name] });
  const list = (request: Partial<Parameters<typeof listDeliveries>[2]> = {}) =>
    listDeliveries(scene.world.database, stage.admin, { endpointId, limit: 10, ...request });
  const settled = (count: number) =>
    scene.until(async () => (await list()).data.filter(({ tries }) => tries > 0).length === count);
  return { stage, receiver, endpointId, label, list, settled };
}

test("tries are counted in their hours, and an endpoint without tries has none", async () => {
  const { stage, receiver, endpointId, label, settled } = await open();
  const idle = await scene.endpoint(stage, receiver, { types: ["team.created"] });
  await label("a");
  await label("b");
  await scene.pass();
  await settled(2);
  await scene.pass(3_600_000);
  receiver.answer = withStatus(500);
  await label("c");
  await scene.pass();
  await settled(3);
  const watched = await watchEndpoint(scene.world.database, stage.admin, { endpointId, now: now() });
  expect(watched.hours).toMatchObject([
    { tries: 2, delivered: 2, meanMs: expect.any(Number), maxMs: expect.any(Number) },
    { tries: 1, delivered: 0 },
  ]);
  expect(watched.health).toMatchObject({ tries: 3, delivered: 2, waiting: 1 });
  const all = await watchEndpoints(scene.world.database, stage.admin, now());
  expect(all.map(({ id, hours }) => [id, hours.length])).toEqual([
    [endpointId, 2],
    [idle.endpointId, 0],
  ]);
  await scene.pass(48 * 3_600_000);
  const later = await watchEndpoint(scene.world.database, stage.admin, { endpointId, now: now() });
  expect(later.hours.filter(({ delivered }) => delivered > 0)).toEqual([]);
});

test("deliveries are found by state, type and time, page by page", async () => {
  const { stage, receiver, endpointId, label, list, settled } = await open();
  await label("old");
  await scene.pass();
  await settled(1);
  await scene.pass(60_000);
  const since = now();
  receiver.answer = withStatus(500);
  await label("one");
  await label("two");
  await stage.run(testEndpoint, { endpointId, type: "contact.created" });
  await scene.pass();
  await settled(4);
  expect((await list({ state: "delivered" })).data).toHaveLength(1);
  expect((await list({ type: "contact.created" })).data).toMatchObject([{ isTest: true }]);
  expect((await list({ from: since })).data).toHaveLength(3);
  expect((await list({ to: since })).data).toHaveLength(1);
  expect((await list({ from: since, state: "waiting", type: "conversation.labelled" })).data).toHaveLength(2);
  const first = await list({ limit: 3 });
  const second = await list({ limit: 3, cursor: first.nextCursor });
  expect([first.data.length, second.data.length, second.nextCursor]).toEqual([3, 1, null]);
});

test("a delivery shows the exact request body, and no signature", async () => {
  const { stage, receiver, label, list, settled } = await open();
  await label("shown");
  await scene.pass();
  await settled(1);
  const [delivery] = (await list()).data;
  const request = { deliveryId: delivery?.id ?? 0, now: now() };
  const shown = await showDelivery(scene.world.database, stage.admin, request);
  const [taken] = receiver.taken;
  expect(shown.request?.body).toBe(taken?.body);
  expect(shown.attempts).toMatchObject([{ status: 204, address: "127.0.0.1" }]);
  for (const [name, value] of Object.entries(shown.request?.headers ?? {}))
    if (!value.includes("…")) expect([name, taken?.headers[name.toLowerCase()]]).toEqual([name, value]);
  expect(shown.request?.headers["webhook-signature"]).toBe("v1,…");
});

test("a sample shows each format's request; FreeScout's cannot express every event", async () => {
  const { admin } = await scene.stage();
  const sample = (format: "tickline" | "thin" | "freescout", type: "note.created" | "team.created") =>
    sampleWebhook(admin, { format, type, now: now() });
  expect(JSON.parse(sample("tickline", "note.created")?.body ?? "")).toMatchObject({
    type: "note.created",
    test: true,
  });
  expect(JSON.parse(sample("thin", "note.created")?.body ?? "")).not.toHaveProperty("data");
  expect(sample("freescout", "note.created")?.headers).toMatchObject({
    "X-FreeScout-Event": "convo.note.created",
    "X-FreeScout-Signature": "…",
  });
  expect(sample("freescout", "team.created")).toBeNull();
  const formats = listWebhookFormats(admin);
  expect(formats.find(({ name }) => name === "freescout")?.types).not.toContain("team.created");
  expect(() => listWebhookFormats({ ...admin, role: "agent" })).toThrow("auth.forbidden");
});

test("an endpoint disabled because of its answers is in trouble, one disabled by hand or deleted is not", async () => {
  const { stage, receiver, endpointId, label } = await open();
  const byHand = await scene.endpoint(stage, await scene.receiver(), { types });
  const troubled = () => countTroubledEndpoints(scene.world.database, stage.admin);
  await stage.run(disableEndpoint, { endpointId: byHand.endpointId, reason: "by_hand" });
  expect(await troubled()).toBe(0);
  receiver.answer = withStatus(410);
  await label("a");
  await scene.pass();
  await scene.until(async () => (await troubled()) === 1);
  await stage.run(deleteEndpoint, { endpointId });
  expect(await troubled()).toBe(0);
  expect(
    await countTroubledEndpoints(scene.world.database, stage.agent).catch((e: Error) => e),
  ).toMatchObject({
    refusal: "auth.forbidden",
  });
});
