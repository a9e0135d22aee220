import { afterAll, beforeAll, expect, test } from "vitest";
import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Stage } from "@/test/guarantees/laws/stage";
import type { Taken } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const conversation = (stage: Stage) => ({ conversationId: stage.conversation.id });
const types = (taken: readonly Taken[]) => taken.map(({ json }) => json.type);
/** The stage's caller with a token. */
const tokenOf = ({ admin, token }: Stage): Caller => ({
  ...admin,
  tokenId: token.id,
  actor: { type: "token", id: token.id, name: token.name },
});

test("an endpoint receives only its subscribed types and inboxes, and nothing that its own token caused", async () => {
  const stage = await scene.stage();
  const [some, ofInbox, notOwn] = [await scene.receiver(), await scene.receiver(), await scene.receiver()];
  await scene.endpoint(stage, some, { types: ["conversation.labelled"] });
  await scene.endpoint(stage, ofInbox, { types: ["*"], inboxIds: [stage.hiddenInbox.id] });
  await scene.pass();
  const token = tokenOf(stage);
  const { result } = await scene.world.run(createEndpoint, token, {
    url: notOwn.url,
    types: ["*"],
    suppressSelf: true,
  });
  expect(result.endpoint.suppressSelf).toBe(true);
  await scene.world.run(labelConversation, token, { conversation: conversation(stage), add: ["by-token"] });
  await stage.run(sendMessage, { conversation: conversation(stage), content: "by hand" });
  await scene.pass();
  await scene.until(() => types(notOwn.taken).includes("message.send_requested"));
  await scene.until(() => some.taken.length === 1);
  expect(types(some.taken)).toEqual(["conversation.labelled"]);
  expect(types(notOwn.taken).toSorted()).toEqual(["message.created", "message.send_requested"]);
  expect(types(ofInbox.taken).filter((type) => /^(conversation|message)\./.test(type))).toEqual([]);
});

test("an endpoint without its own token's events still receives the progress and end of that token's operations", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const token = tokenOf(stage);
  const { url } = receiver;
  await scene.pass();
  await scene.world.run(createEndpoint, token, { url, types: ["*"], suppressSelf: true });
  await scene.pass();
  const { result: bulk } = await scene.world.run(startBulk, token, {
    change: { action: "status", params: { signal: "resolve" } },
    target: { ids: [stage.conversation.id] },
    mode: "best_effort",
    timeoutS: 600,
  });
  while ((await scene.world.run(advanceBulk, token, { bulkId: bulk.id })).result !== null);
  await scene.pass();
  await scene.until(() => types(receiver.taken).includes("operation.succeeded"));
  await stage.run(labelConversation, { conversation: conversation(stage), add: ["by-hand"] });
  await scene.pass();
  await scene.until(() => types(receiver.taken).includes("conversation.labelled"));
  expect(
    types(receiver.taken)
      .filter((type) => /^(bulk|operation|conversation)\./.test(type))
      .sort(),
  ).toEqual(["bulk.completed", "bulk.started", "conversation.labelled", "operation.succeeded"]);
});
