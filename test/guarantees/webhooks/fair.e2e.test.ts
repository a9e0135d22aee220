import { afterAll, beforeAll, expect, test } from "vitest";
import { labelConversation } from "@/server/commands/organising/labels";
import { withStatus } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const EVENTS = 60;

test("an endpoint that suddenly hangs does not delay another, and loses nothing", async () => {
  const stage = await scene.stage();
  const [moody, steady] = [await scene.receiver(), await scene.receiver()];
  const types = ["conversation.labelled"];
  await scene.endpoint(stage, moody, { types, concurrency: 2 });
  await scene.endpoint(stage, steady, { types, concurrency: 2 });
  const conversation = { conversationId: stage.conversation.id };
  const label = async (names: string[]) => {
    for (const name of names) await stage.run(labelConversation, { conversation, add: [name] });
    await scene.pass();
  };
  await label(Array.from({ length: EVENTS }, (_, n) => `quick${n}`));
  await scene.until(() => moody.taken.length === EVENTS && steady.taken.length === EVENTS);

  moody.answer = () => undefined;
  await label(Array.from({ length: EVENTS }, (_, n) => `slow${n}`));
  await scene.until(() => steady.taken.length === 2 * EVENTS);
  expect(moody.taken.length).toBeLessThanOrEqual(EVENTS + 2); // its concurrency

  moody.answer = withStatus(204);
  const ids = () => new Set(moody.taken.map(({ headers }) => headers["webhook-id"])).size;
  await scene.until(async () => {
    await scene.pass(30_000); // hanging tries are repeated, waiting deliveries are due again
    return ids() === 2 * EVENTS;
  });
  expect(ids()).toBe(2 * EVENTS);
});
