import { afterAll, beforeAll, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { createFreescoutFormat } from "./loading-format";

// Messages that are not sent yet: FreeScout's webhooks of other changes are without their text.

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  const { database, clock } = scene.world;
  provideWebhookFormats([createFreescoutFormat({ database, now: () => clock.now })]);
  scene.start();
});
afterAll(() => scene.close());

test("a message within its undo window is in no body, and neither is a withdrawn one", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  await scene.endpoint(stage, receiver, { format: "freescout" });
  const bodies: unknown[] = [];
  receiver.answer = ({ answer, json }) => {
    bodies.push(json);
    answer.writeHead(204).end();
  };
  const conversation = { conversationId: stage.conversation.id };
  const assign = async (assigneeId: number | null) => {
    const before = bodies.length;
    await stage.run(assignConversation, { conversation, assigneeId });
    await scene.pass();
    await scene.until(() => bodies.length > before);
    return bodies.at(-1);
  };
  const unsent = { conversation, content: "Secret", holdMs: 60_000 };
  const { message } = (await stage.run(sendMessage, unsent)).result;
  expect(await assign(stage.admin.userId)).toMatchObject({ preview: "", _embedded: { threads: [] } });
  await stage.run(withdrawMessage, { messageId: message.id });
  expect(JSON.stringify(await assign(null))).not.toContain("Secret");
  await stage.run(sendMessage, { conversation, content: "Public" });
  expect(await assign(stage.admin.userId)).toMatchObject({
    preview: "Public",
    _embedded: { threads: [{ body: "Public" }] },
  });
});
