import { afterAll, beforeAll, expect, test } from "vitest";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Taken } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const types = (taken: readonly Taken[]) => taken.map(({ json }) => json.type);

test("an endpoint of some inboxes receives the move out of them, and nothing of that conversation afterwards", async () => {
  const stage = await scene.stage();
  const conversation = { conversationId: stage.conversation.id };
  const send = (content: string) => scene.world.run(sendMessage, stage.admin, { conversation, content });
  const [left, other] = [await scene.receiver(), await scene.receiver()];
  const inboxIds = [stage.inbox.id];
  await scene.endpoint(stage, left, { types: ["message.created", "conversation.purged"], inboxIds });
  await scene.endpoint(stage, other, { types: ["message.created"], inboxIds });
  await send("while it is here");
  const away = { conversation, inboxId: stage.hiddenInbox.id };
  await scene.world.run(moveConversation, stage.admin, away);
  await send("while it is elsewhere");
  await scene.world.run(moveConversation, stage.admin, { ...away, inboxId: stage.inbox.id });
  await send("back again");
  await scene.pass();
  await scene.until(
    () => left.taken.length === 3 && types(other.taken).join() === "message.created,message.created",
  );
  expect(types(left.taken).sort()).toEqual(["conversation.moved", "message.created", "message.created"]);
});
