import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { endSession } from "@/server/commands/credentials/end-session";
import { updateMember } from "@/server/commands/members/update-member";
import { markAttention } from "@/server/commands/notifications/mark-attention";
import { testPushDevice } from "@/server/commands/notifications/push-devices";
import { createEndpoint } from "@/server/commands/webhooks/create-endpoint";
import { disableEndpoint } from "@/server/commands/webhooks/disable-endpoint";
import { systemCaller } from "@/server/contract/_shared/caller";
import { vapidKeys } from "@/server/lib/crypto/vapid";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { createOutbound } from "@/server/lib/outbound/post";
import { strictPolicy, systemResolve } from "@/server/lib/outbound/target";
import { openPushService, type PushService, vapidClaims } from "@/test/support/clients/push-service";
import { createPushScene, type PushScene } from "@/test/support/scenes/push-scene";
import { createWorld, type World } from "@/test/support/scenes/world";
import { type Pushing, sendPushes } from "./send-pushes";

let world: World;
let service: PushService;
let scene: PushScene;
const log = { error: vi.fn() };
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0"); // nobody signed the push service's certificate
  world = await createWorld();
  service = await openPushService();
});
beforeEach(async () => {
  await world.database.query("delete from push");
  service.pushed.length = 0;
  service.answer = () => ({ status: 201 });
  scene = await createPushScene(world);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([service.close(), world.close()]);
});

const loopback = createAddressPolicy(["127.0.0.1/32"]);
const pushing = (policy = loopback): Pushing => ({
  database: world.database,
  now: () => world.clock.now,
  log,
  outbound: createOutbound({ policy, resolve: systemResolve }),
  subject: "https://inbox.acme.example",
});
const send = () => sendPushes(pushing());
const device = (who = scene.stage.agent, locale: "en" | "zh" = "en") =>
  scene.signIn(service.subscribe(), who, locale);
const waiting = () => world.database.query<{ tries: number }>("select tries from push");

test("a customer's message is pushed to each of the assignee's devices, signed and encrypted, in its language", async () => {
  const [english, chinese] = [await device(), await device(scene.stage.agent, "zh")];
  const { number } = await scene.receive();
  await scene.receive("Please!");
  await send();
  expect(service.pushed.map(({ path }) => path).sort()).toEqual([english.path, chinese.path].sort());
  const toEnglish = service.pushed.find(({ path }) => path === english.path);
  const { displayId } = scene.stage.conversation;
  expect(toEnglish?.payload).toEqual({
    title: "李文 Li Wen (2 messages)",
    body: "Please!",
    url: `/inbox?view=all&c=${displayId}&m=${number + 1}`,
    tag: `tickline-c${displayId}`,
    conversation: displayId,
    id: expect.any(String),
  });
  expect(service.pushed.find(({ path }) => path === chinese.path)?.payload.title).toBe(
    "李文 Li Wen（2 条消息）",
  );
  expect(toEnglish?.headers).toMatchObject({
    ttl: "14400",
    "content-encoding": "aes128gcm",
    urgency: "high",
  });
  if (!toEnglish) throw new Error("nothing was pushed");
  expect(vapidClaims(toEnglish, vapidKeys().publicKey)).toMatchObject({
    aud: service.origin,
    sub: "https://inbox.acme.example",
  });
  expect(await waiting()).toEqual([]);
});

test("two workers push each notification once", async () => {
  await device();
  await scene.receive();
  await Promise.all([send(), send()]);
  await send();
  expect(service.pushed).toHaveLength(1);
});

test("what a worker claimed before it was killed is pushed by another, with the same tag and id", async () => {
  await device();
  await scene.receive();
  const hanging = new Promise<never>(() => {});
  void sendPushes({ ...pushing(), outbound: { post: () => hanging } });
  await vi.waitFor(async () => expect(await waiting()).toEqual([{ tries: 1 }]));
  await send();
  expect(service.pushed).toEqual([]);
  scene.later(61);
  await send();
  expect(service.pushed).toHaveLength(1);
});

test("later pushes of a conversation have its topic, so that they replace earlier ones", async () => {
  await device();
  const { number } = await scene.receive();
  await send();
  await world.run(markSeen, scene.stage.agent, { ...scene.here, number });
  await scene.mention();
  await send();
  const topics = service.pushed.map(({ headers }) => headers["topic"]);
  expect(topics[0]).toMatch(/^[\w-]{32}$/);
  expect(topics).toEqual([topics[0], topics[0]]);
  expect(service.pushed.map(({ payload }) => payload.title)).toEqual([
    "李文 Li Wen",
    "Ada Duarte mentioned you",
  ]);
});

test("a message that is read at once is not pushed", async () => {
  await device();
  await world.run(markSeen, scene.stage.agent, { ...scene.here, number: (await scene.receive()).number });
  await send();
  expect([service.pushed, await waiting()]).toEqual([[], []]);
});

test("a push waits while the member uses Tickline, and is sent after they have left without reading", async () => {
  const { sessionId } = await device();
  await world.run(markAttention, scene.stage.agent, { sessionId, isHere: true });
  await scene.receive();
  await send();
  expect(service.pushed).toEqual([]);
  scene.later(121);
  await send();
  expect(service.pushed).toHaveLength(1);
});

test("a message whose reason is off is not pushed; a mention is", async () => {
  await device();
  await scene.choose({ off: { inApp: [], push: ["message"], mail: [] } });
  await scene.receive();
  await scene.mention();
  await send();
  expect(service.pushed.map(({ payload }) => payload.title)).toEqual(["Ada Duarte mentioned you"]);
  expect(await waiting()).toEqual([]);
});

test.each([404, 410])("a device that its push service answers %i about is removed", async (status) => {
  await device();
  await scene.receive();
  service.answer = () => ({ status });
  await send();
  expect([await scene.devices(), await waiting()]).toEqual([[], []]);
});

test("a busy push service is tried again, not before it allows, and the device shows the error meanwhile", async () => {
  await device();
  await scene.receive();
  service.answer = () => ({ status: 429, headers: { "retry-after": "90" } });
  await send();
  expect(await scene.devices()).toMatchObject([{ error: "429", sentAt: null }]);
  scene.later(89);
  await send();
  expect(service.pushed).toHaveLength(1);
  service.answer = () => ({ status: 503 });
  scene.later(1);
  await send();
  service.answer = () => ({ status: 201 });
  scene.later(60);
  await send();
  expect(service.pushed).toHaveLength(3);
  expect(await scene.devices()).toMatchObject([{ error: null, sentAt: world.clock.now.toISOString() }]);
});

test("a push that its service refuses is not tried again", async () => {
  await device();
  await scene.receive();
  service.answer = () => ({ status: 403 });
  await send();
  expect([await waiting(), await scene.devices()]).toMatchObject([[], [{ error: "403" }]]);
});

test("an address that is not public is not called", async () => {
  await device();
  await scene.receive();
  await sendPushes(pushing(strictPolicy));
  expect(service.pushed).toEqual([]);
  expect([await waiting(), await scene.devices()]).toMatchObject([[], [{ error: "refused_address" }]]);
});

test("signing out and deactivation end the pushes of their devices", async () => {
  const { sessionId } = await device();
  await device();
  await scene.receive();
  await world.run(endSession, scene.stage.agent, { sessionId });
  expect(await scene.devices()).toHaveLength(1);
  await scene.stage.run(updateMember, { userId: scene.stage.agent.userId ?? 0, state: "deactivated" });
  expect(await scene.devices()).toEqual([]);
  await send();
  expect(service.pushed).toEqual([]);
});

test("a member who lost the inbox gets no push of it, nor does a browser that another member uses now", async () => {
  const { subscription } = await device();
  await scene.receive();
  await scene.stage.run(updateMember, {
    userId: scene.stage.agent.userId ?? 0,
    inboxIds: [scene.stage.hiddenInbox.id],
  });
  await send();
  await scene.give(scene.stage.admin);
  await scene.signIn(subscription, scene.stage.admin);
  expect(await scene.devices()).toEqual([]);
  expect(await scene.devices(scene.stage.admin)).toHaveLength(1);
  expect(service.pushed).toEqual([]);
});

test("an eleventh device replaces the oldest", async () => {
  const { path } = await device();
  for (let n = 0; n < 10; n++) await device();
  await scene.receive();
  await send();
  expect(service.pushed).toHaveLength(10);
  expect(service.pushed.map((pushed) => pushed.path)).not.toContain(path);
});

test("a test reaches its device whatever the member chose", async () => {
  await device();
  await device();
  await scene.choose({ quietHours: { days: [5], from: "00:00", to: "00:00" } });
  const [newest] = await scene.devices();
  await world.run(testPushDevice, scene.stage.agent, { deviceId: newest?.id ?? 0 });
  await send();
  expect(service.pushed[0]?.payload.body).toBe("Notifications work on this device.");
});

test("an alert is pushed to administrators", async () => {
  await device(scene.stage.admin);
  await device();
  const made = await scene.stage.run(createEndpoint, { url: "https://hooks.acme.example/a", types: ["*"] });
  const endpointId = made.result.endpoint.id;
  await world.run(disableEndpoint, systemCaller(scene.stage.accountId), { endpointId, reason: "gone" });
  scene.later(2);
  await send();
  expect(service.pushed.map(({ payload }) => payload)).toMatchObject([
    { title: "A webhook was disabled", conversation: null },
  ]);
});
