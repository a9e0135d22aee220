import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { updateContact } from "@/server/commands/contacts/save-contact";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { labelConversation } from "@/server/commands/organising/labels";
import { replayDeliveries, testEndpoint } from "@/server/commands/webhooks/deliveries";
import { rotateEndpointSecret } from "@/server/commands/webhooks/endpoints";
import { listEvents } from "@/server/queries/events/list-events";
import { provideWebhookFormats, webhookFormats } from "@/server/store/webhooks/webhook-formats";
import type { Stage } from "@/test/guarantees/laws/stage";
import type { Taken } from "@/test/support/clients/receiver";
import { deliveriesOf } from "@/test/support/scenes/tested-conversation";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const conversation = (stage: Stage) => ({ conversationId: stage.conversation.id });
const label = (stage: Stage, name: string) =>
  stage.run(labelConversation, { conversation: conversation(stage), add: [name] });
const sendText = (stage: Stage, content: string) =>
  stage.run(sendMessage, { conversation: conversation(stage), content });
const types = (taken: readonly Taken[]) => taken.map(({ json }) => json.type);
const deliveries = ({ accountId }: Stage, endpointId: number) =>
  deliveriesOf(scene.world.database, accountId, endpointId);

/** The receiver's own library parses it; throws if the signature does not match the bytes. */
function verify({ body, headers }: Taken, secret: string): unknown {
  const text = (name: string) => String(headers[name]);
  const signed = {
    "webhook-id": text("webhook-id"),
    // These tests have their own clock, so the library's time check is bypassed.
    "webhook-timestamp": text("webhook-timestamp"),
    "webhook-signature": text("webhook-signature"),
  };
  const real = Date.now;
  Date.now = () => Number(text("webhook-timestamp")) * 1000;
  try {
    return new Webhook(secret).verify(body, signed);
  } finally {
    Date.now = real;
  }
}

test("every event since the endpoint's creation arrives once, signed, as in the log", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { secret, endpointId } = await scene.endpoint(stage, receiver);
  await sendText(stage, "Hello 你好");
  await label(stage, "vip");
  await scene.pass();
  await scene.until(() => receiver.taken.length >= 5);
  expect(types(receiver.taken).sort()).toEqual([
    "conversation.labelled",
    "endpoint.created",
    "label.created",
    "message.created",
    "message.send_requested",
  ]);
  const { data } = await listEvents(scene.world.database, stage.admin, { after: null, limit: 1000 });
  for (const taken of receiver.taken) {
    expect(data).toContainEqual(verify(taken, secret));
    expect(taken.headers["webhook-id"]).toBe(taken.json.id);
  }
  await scene.until(async () =>
    (await deliveries(stage, endpointId)).every(({ state }) => state === "delivered"),
  );
});

test("a thin payload identifies the event and its resource", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { secret } = await scene.endpoint(stage, receiver, {
    types: ["conversation.labelled"],
    format: "thin",
  });
  await label(stage, "thin");
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  const [taken] = receiver.taken;
  expect(taken && verify(taken, secret)).toMatchObject({
    type: "conversation.labelled",
    resource: { type: "conversation", id: stage.conversation.id },
  });
  expect(taken?.json).not.toHaveProperty("data");
});

test("a hanging endpoint does not delay another", async () => {
  const stage = await scene.stage();
  const [hanging, healthy] = [await scene.receiver(), await scene.receiver()];
  hanging.answer = () => undefined;
  const types = ["conversation.labelled"];
  await scene.endpoint(stage, hanging, { types });
  await scene.endpoint(stage, healthy, { types });
  for (let n = 0; n < 40; n++) await label(stage, `n${n}`);
  await scene.pass();
  await scene.until(() => healthy.taken.length === 40);
  expect(hanging.taken.length).toBe(8); // its concurrency: no call has timed out, or there would be more
});

test("ordered: a conversation's next event waits until the one before was delivered", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  let isRefusing = true;
  receiver.answer = ({ json, answer }) =>
    answer.writeHead(isRefusing && json.data.labels.join() === "a" ? 500 : 204).end();
  await scene.endpoint(stage, receiver, { types: ["conversation.labelled"], ordered: true });
  for (const name of ["a", "b", "c"]) await label(stage, name);
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  await scene.pass();
  isRefusing = false;
  await scene.pass(6_000);
  await scene.until(() => receiver.taken.length === 4);
  expect(receiver.taken.map(({ json }) => json.data.labels.length)).toEqual([1, 1, 2, 3]);
});

test("a withdrawn message is never sent; one whose undo window ended is", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { endpointId } = await scene.endpoint(stage, receiver, { types: ["message.created"] });
  const undoable = { conversation: conversation(stage), holdMs: 8_000 };
  const first = await stage.run(sendMessage, { ...undoable, content: "withdrawn" });
  await stage.run(sendMessage, { ...undoable, content: "kept" });
  await stage.run(withdrawMessage, { messageId: first.result.message.id });
  await scene.pass(1_000);
  await scene.until(async () => (await deliveries(stage, endpointId)).length === 2);
  expect(receiver.taken).toHaveLength(0);
  await scene.pass(9_000);
  await scene.until(() => receiver.taken.length === 1);
  expect(receiver.taken[0]?.json.data.content).toBe("kept");
  await scene.until(async () =>
    (await deliveries(stage, endpointId)).some((d) => d.droppedReason === "withdrawn"),
  );
});

test("during a secret's overlap both sign", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { endpointId, secret } = await scene.endpoint(stage, receiver, { types: ["conversation.labelled"] });
  const rotated = await stage.run(rotateEndpointSecret, { endpointId, overlapHours: 1 });
  await label(stage, "both");
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  await scene.pass(3_600_000);
  await label(stage, "new");
  await scene.pass();
  await scene.until(() => receiver.taken.length === 2);
  const [both, after] = receiver.taken;
  if (!both || !after) throw new Error("two were taken");
  for (const known of [secret, rotated.result.secret]) expect(verify(both, known)).toBeTruthy();
  expect(verify(after, rotated.result.secret)).toBeTruthy();
  expect(() => verify(after, secret)).toThrow();
});

test("a sample arrives marked as a test; a replay under the same id as before", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { endpointId, secret } = await scene.endpoint(stage, receiver, { types: ["contact.updated"] });
  const tested = await stage.run(testEndpoint, { endpointId, type: "message.created" });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  expect(receiver.taken[0]?.headers).toMatchObject({
    "webhook-test": "true",
    "webhook-id": tested.result.eventId,
  });
  expect(receiver.taken[0]?.json).toMatchObject({ test: true, type: "message.created" });

  await stage.run(updateContact, { contactId: stage.contact.id, name: "Li" });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 2);
  const { result } = await stage.run(replayDeliveries, { endpointId, replay: { sinceSeq: 0 } });
  expect(result).toEqual({ count: 1, nextSeq: null });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 3);
  const [, first, again] = receiver.taken;
  expect(again && verify(again, secret)).toEqual(first?.json);
  expect(again?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
});

test("an endpoint gets no events from before its creation, and none of another account", async () => {
  const [stage, other] = [await scene.stage(), await scene.stage()];
  const receiver = await scene.receiver();
  await sendText(stage, "before");
  const { endpointId } = await scene.endpoint(stage, receiver, { types: ["*"] });
  await sendText(other, "of others");
  await other.run(createInbox, { name: "theirs", channel: "api" });
  await stage.run(changeStatus, { conversation: conversation(stage), signal: "resolve" });
  await stage.run(assignConversation, { conversation: conversation(stage), assigneeId: null });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 2);
  expect(types(receiver.taken).sort()).toEqual(["conversation.status_changed", "endpoint.created"]);
  expect(await deliveries(stage, endpointId)).toHaveLength(2);
});

test("an event that its format fails to render is tried again, and the worker goes on", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { endpointId } = await scene.endpoint(stage, receiver, { format: "thin" });
  const thin = webhookFormats().get("thin");
  if (!thin) throw new Error("it is Tickline's own");
  const broken = () => {
    throw new Error("a fault of the format");
  };
  provideWebhookFormats([{ ...thin, render: broken }]);
  try {
    await label(stage, "vip");
    await scene.pass();
    await scene.until(async () => (await deliveries(stage, endpointId)).some(({ tries }) => tries === 1));
  } finally {
    provideWebhookFormats([thin]);
  }
  await scene.pass(6_000);
  await scene.until(() => types(receiver.taken).includes("conversation.labelled"));
});
