import { expect, test } from "vitest";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { endSession } from "@/server/commands/credentials/sessions";
import { updateMember } from "@/server/commands/members/members";
import { markAttention, testPushDevice } from "@/server/commands/members/notifications";
import { createEndpoint, disableEndpoint } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { vapidKeys } from "@/server/lib/crypto/vapid";
import { strictPolicy } from "@/server/lib/outbound/target";
import { vapidClaims } from "@/test/support/clients/push-service";
import { setUpPushes } from "@/test/support/scenes/push-scene";
import { waitFor } from "@/test/support/wait-for";
import { sendPushes } from "./send-pushes";

const at = setUpPushes();
const { pushing, send, device, waiting } = at;

test("a customer's message is pushed to each of the assignee's devices, signed and encrypted, in its language", async () => {
  const [english, chinese] = [await device(), await device(at.scene.stage.agent, "zh")];
  const { number } = await at.scene.receive();
  await at.scene.receive("Please!");
  await send();
  expect(at.service.pushed.map(({ path }) => path).sort()).toEqual([english.path, chinese.path].sort());
  const toEnglish = at.service.pushed.find(({ path }) => path === english.path);
  const { displayId } = at.scene.stage.conversation;
  expect(toEnglish?.payload).toEqual({
    title: "李文 Li Wen (2 messages)",
    body: "Please!",
    url: `/inbox?view=all&c=${displayId}&m=${number + 1}`,
    tag: `tickline-c${displayId}`,
    conversation: displayId,
    id: expect.any(String),
  });
  expect(at.service.pushed.find(({ path }) => path === chinese.path)?.payload.title).toBe(
    "李文 Li Wen（2 条消息）",
  );
  expect(toEnglish?.headers).toMatchObject({
    ttl: "14400",
    "content-encoding": "aes128gcm",
    urgency: "high",
  });
  if (!toEnglish) throw new Error("nothing was pushed");
  expect(vapidClaims(toEnglish, vapidKeys().publicKey)).toMatchObject({
    aud: at.service.origin,
    sub: "https://inbox.acme.example",
  });
  expect(await waiting()).toEqual([]);
});

test("two workers push each notification once", async () => {
  await device();
  await at.scene.receive();
  await Promise.all([send(), send()]);
  await send();
  expect(at.service.pushed).toHaveLength(1);
});

test("what a worker claimed before it was killed is pushed by another, with the same tag and id", async () => {
  await device();
  await at.scene.receive();
  const hanging = new Promise<never>(() => {});
  void sendPushes({ ...pushing(), outbound: { post: () => hanging } });
  await waitFor(async () => expect(await waiting()).toEqual([{ tries: 1 }]));
  await send();
  expect(at.service.pushed).toEqual([]);
  at.scene.later(61);
  await send();
  expect(at.service.pushed).toHaveLength(1);
});

test("later pushes of a conversation have its topic, so that they replace earlier ones", async () => {
  await device();
  const { number } = await at.scene.receive();
  await send();
  await at.world.run(markSeen, at.scene.stage.agent, { ...at.scene.here, number });
  await at.scene.mention();
  await send();
  const topics = at.service.pushed.map(({ headers }) => headers["topic"]);
  expect(topics[0]).toMatch(/^[\w-]{32}$/);
  expect(topics).toEqual([topics[0], topics[0]]);
  expect(at.service.pushed.map(({ payload }) => payload.title)).toEqual([
    "李文 Li Wen",
    "Ada Duarte mentioned you",
  ]);
});

test("a message that is read at once is not pushed", async () => {
  await device();
  await at.world.run(markSeen, at.scene.stage.agent, {
    ...at.scene.here,
    number: (await at.scene.receive()).number,
  });
  await send();
  expect([at.service.pushed, await waiting()]).toEqual([[], []]);
});

test("a push waits while the member uses Tickline, and is sent two minutes after their last input", async () => {
  const { sessionId } = await device();
  await at.world.run(markAttention, at.scene.stage.agent, { sessionId, isHere: true });
  await at.scene.receive();
  await send();
  at.scene.later(116);
  await send();
  expect(at.service.pushed).toEqual([]);
  at.scene.later(1);
  await send();
  expect(at.service.pushed).toHaveLength(1);
});

test("a push that waits is sent as soon as the member hides their last window", async () => {
  const { sessionId } = await device();
  await at.world.run(markAttention, at.scene.stage.agent, { sessionId, isHere: true });
  await at.scene.receive();
  await send();
  await at.world.run(markAttention, at.scene.stage.agent, { sessionId, isHere: false });
  await send();
  expect(at.service.pushed).toHaveLength(1);
});

test("a device with a key that is no point of the curve shows so; it is not tried again, and others get theirs", async () => {
  const { endpoint, keys } = at.service.subscribe();
  const bad = { endpoint, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString("base64url") } };
  await at.scene.signIn(bad);
  await device();
  await at.scene.receive();
  await send();
  expect(at.service.pushed).toHaveLength(1);
  expect([await waiting(), await at.scene.devices()]).toMatchObject([
    [],
    [{ error: null }, { error: "encryption" }],
  ]);
});

test("a message whose reason is off is not pushed; a mention is", async () => {
  await device();
  await at.scene.choose({ off: { inApp: [], push: ["message"], mail: [] } });
  await at.scene.receive();
  await at.scene.mention();
  await send();
  expect(at.service.pushed.map(({ payload }) => payload.title)).toEqual(["Ada Duarte mentioned you"]);
  expect(await waiting()).toEqual([]);
});

test.each([404, 410])("a device that its push service answers %i about is removed", async (status) => {
  await device();
  await at.scene.receive();
  at.service.answer = () => ({ status });
  await send();
  expect([await at.scene.devices(), await waiting()]).toEqual([[], []]);
});

test("a busy push service is tried again, not before it allows, and the device shows the error meanwhile", async () => {
  await device();
  await at.scene.receive();
  at.service.answer = () => ({ status: 429, headers: { "retry-after": "90" } });
  await send();
  expect(await at.scene.devices()).toMatchObject([{ error: "429", sentAt: null }]);
  at.scene.later(89);
  await send();
  expect(at.service.pushed).toHaveLength(1);
  at.service.answer = () => ({ status: 503 });
  at.scene.later(1);
  await send();
  at.service.answer = () => ({ status: 201 });
  at.scene.later(60);
  await send();
  expect(at.service.pushed).toHaveLength(3);
  expect(await at.scene.devices()).toMatchObject([{ error: null, sentAt: at.world.clock.now.toISOString() }]);
});

test("a push that its service refuses is not tried again", async () => {
  await device();
  await at.scene.receive();
  at.service.answer = () => ({ status: 403 });
  await send();
  expect([await waiting(), await at.scene.devices()]).toMatchObject([[], [{ error: "403" }]]);
});

test("an address that is not public is not called", async () => {
  await device();
  await at.scene.receive();
  await sendPushes(pushing(strictPolicy));
  expect(at.service.pushed).toEqual([]);
  expect([await waiting(), await at.scene.devices()]).toMatchObject([[], [{ error: "refused_address" }]]);
});

test("signing out and deactivation end the pushes of their devices", async () => {
  const { sessionId } = await device();
  await device();
  await at.scene.receive();
  await at.world.run(endSession, at.scene.stage.agent, { sessionId });
  expect(await at.scene.devices()).toHaveLength(1);
  await at.scene.stage.run(updateMember, { userId: at.scene.stage.agent.userId ?? 0, state: "deactivated" });
  expect(await at.scene.devices()).toEqual([]);
  await send();
  expect(at.service.pushed).toEqual([]);
});

test("a member who lost the inbox gets no push of it, nor does a browser that another member uses now", async () => {
  const { subscription } = await device();
  await at.scene.receive();
  await at.scene.stage.run(updateMember, {
    userId: at.scene.stage.agent.userId ?? 0,
    inboxIds: [at.scene.stage.hiddenInbox.id],
  });
  await send();
  await at.scene.give(at.scene.stage.admin);
  await at.scene.signIn(subscription, at.scene.stage.admin);
  expect(await at.scene.devices()).toEqual([]);
  expect(await at.scene.devices(at.scene.stage.admin)).toHaveLength(1);
  expect(at.service.pushed).toEqual([]);
});

test("an eleventh device replaces the oldest", async () => {
  const { path } = await device();
  for (let n = 0; n < 10; n++) await device();
  await at.scene.receive();
  await send();
  expect(at.service.pushed).toHaveLength(10);
  expect(at.service.pushed.map((pushed) => pushed.path)).not.toContain(path);
});

test("a test reaches its device whatever the member chose", async () => {
  await device();
  await device();
  await at.scene.choose({ quietHours: { days: [5], from: "00:00", to: "00:00" } });
  const [newest] = await at.scene.devices();
  await at.world.run(testPushDevice, at.scene.stage.agent, { deviceId: newest?.id ?? 0 });
  await send();
  expect(at.service.pushed[0]?.payload.body).toBe("Notifications work on this device.");
});

test("an alert is pushed to administrators", async () => {
  await device(at.scene.stage.admin);
  await device();
  const made = await at.scene.stage.run(createEndpoint, {
    url: "https://hooks.acme.example/a",
    types: ["*"],
  });
  const endpointId = made.result.endpoint.id;
  await at.world.run(disableEndpoint, systemCaller(at.scene.stage.accountId), { endpointId, reason: "gone" });
  at.scene.later(2);
  await send();
  expect(at.service.pushed.map(({ payload }) => payload)).toMatchObject([
    { title: "A webhook was disabled", conversation: null },
  ]);
});
