import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { labelConversation } from "@/server/commands/organising/labels";
import { createChatwootFormat } from "@/server/dialects/chatwoot/webhooks/webhook-format";
import { freescout } from "@/server/dialects/freescout/webhooks/webhook-format";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { openTested, type TestedSettings } from "@/test/support/scenes/tested-conversation";
import { BASE_URL, openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

// A test with a conversation, in each format that is loaded or rendered in its own way. WuKongIM's are tested with its webhooks.

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  const { database, clock } = scene.world;
  provideWebhookFormats([freescout, createChatwootFormat({ database, now: () => clock.now }, BASE_URL)]);
  scene.start();
});
afterAll(() => scene.close());

const open = (settings: TestedSettings) => openTested(scene, settings);

test("an event for which the format has nothing to send is passed over", async () => {
  const { stage, conversation, start, arrive } = await open({ types: ["*"], format: "freescout" });
  await stage.run(changeStatus, { conversation, signal: "markPending" }); // active in FreeScout, before and after
  await scene.pass();
  await start();
  const taken = await arrive(1);
  expect(taken?.headers).toMatchObject({
    "webhook-test": "true",
    "x-freescout-event": "convo.note.created",
    "x-freescout-signature": expect.any(String),
  });
  expect(taken?.json._embedded.threads).toMatchObject([{ type: "note", body: "Perlhuhn" }]);
});

test("in Chatwoot's format a test has the real conversation, and a delivery id of its own", async () => {
  const { stage, displayId, start, arrive } = await open({ format: "chatwoot" });
  const { eventId } = await start();
  const taken = await arrive(1);
  expect(taken?.headers).toMatchObject({ "webhook-test": "true", "x-chatwoot-delivery": eventId });
  expect(taken?.json).toMatchObject({
    event: "message_created",
    content: "Perlhuhn",
    account: { id: stage.accountId },
    conversation: { id: displayId },
    inbox: { id: stage.inbox.id },
  });
});

test("a thin payload has the delivery's id and the event's resource", async () => {
  const { start, arrive } = await open({ format: "thin" });
  const { eventId, eventSeq } = await start();
  const taken = await arrive(1);
  expect(taken?.headers).toMatchObject({ "webhook-test": "true" });
  expect(taken?.json).toMatchObject({ id: eventId, seq: eventSeq, resource: { type: "message" } });
  expect(taken?.json).not.toHaveProperty("data");
});

test("an endpoint covers no event that its format cannot express", async () => {
  const { stage, conversation, start } = await open({
    types: ["conversation.labelled"],
    format: "freescout",
  });
  await stage.run(labelConversation, { conversation, add: ["vip"] });
  await scene.pass();
  await expect(start()).rejects.toMatchObject({ refusal: "endpoint.no_event" });
});
