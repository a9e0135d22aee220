import { afterAll, beforeAll, expect, test } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage, editMessage } from "@/server/commands/messages/edit-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { testEndpoint } from "@/server/commands/webhooks/deliveries";
import type { Stage } from "@/test/guarantees/laws/stage";
import { withStatus } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { getChangeReach } from "./get-change-reach";

const MINUTE_MS = 60_000;

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

/** Sends a message, after which a minute passes. */
async function sent(stage: Stage, more: { holdMs?: number } = {}): Promise<number> {
  const conversation = { conversationId: stage.conversation.id };
  const { result } = await stage.run(sendMessage, { conversation, content: "Monday", ...more });
  await scene.pass(more.holdMs ? 0 : MINUTE_MS);
  return result.message.id;
}
const edit = (stage: Stage, messageId: number) => stage.run(editMessage, { messageId, content: "Tuesday" });
const reach = ({ admin }: Stage, messageId: number) =>
  getChangeReach(scene.world.database, admin, { messageId, now: scene.world.clock.now });
const stateOf = async (stage: Stage, messageId: number) => (await reach(stage, messageId)).change?.state;

test("an edit that no program is told of leaves the customer with the first text", async () => {
  const stage = await scene.stage();
  const messageId = await sent(stage);
  expect(await reach(stage, messageId)).toEqual({ change: null, next: "none" });
  await edit(stage, messageId);
  await scene.pass(2 * MINUTE_MS);
  expect(await stateOf(stage, messageId)).toBe("kept");
});

test("an edit within the undo window is what the customer gets", async () => {
  const stage = await scene.stage();
  const messageId = await sent(stage, { holdMs: 30_000 });
  expect(await reach(stage, messageId)).toMatchObject({ next: "unsent" });
  await edit(stage, messageId);
  await scene.pass(2 * MINUTE_MS);
  expect(await reach(stage, messageId)).toMatchObject({ change: { state: "unsent" }, next: "none" });
});

test("a message that waits for its callback is edited before it leaves", async () => {
  const stage = await scene.stage();
  await stage.run(updateInbox, { inboxId: stage.inbox.id, callbackUrl: "https://bridge.example/callback" });
  const messageId = await sent(stage);
  await edit(stage, messageId);
  expect(await stateOf(stage, messageId)).toBe("unsent");
});

test("an edit is waiting until a webhook took it, and names the webhook", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  await scene.endpoint(stage, receiver);
  const messageId = await sent(stage);
  expect(await reach(stage, messageId)).toMatchObject({ next: "webhook" });
  await edit(stage, messageId);
  expect(await stateOf(stage, messageId)).toBe("waiting");
  await scene.pass();
  await scene.until(async () => (await stateOf(stage, messageId)) === "told");
  const { change } = await reach(stage, messageId);
  expect(change).toMatchObject({ receiver: new URL(receiver.url).host, error: null });
  await stage.run(deleteMessage, { messageId });
  await scene.pass(1_000);
  await scene.until(async () => (await stateOf(stage, messageId)) === "told");
});

test("an edit that a webhook does not take is waiting, with the reason", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  receiver.answer = withStatus(500);
  const messageId = await sent(stage);
  await scene.endpoint(stage, receiver, { types: ["message.updated"] });
  await edit(stage, messageId);
  await scene.pass();
  await scene.until(async () => (await reach(stage, messageId)).change?.error);
  expect(await reach(stage, messageId)).toMatchObject({ change: { state: "waiting", error: "HTTP 500" } });
});

test("a test that a webhook took is not the edit", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const messageId = await sent(stage);
  await edit(stage, messageId);
  await scene.pass(2 * MINUTE_MS);
  const { endpointId } = await scene.endpoint(stage, receiver, { types: ["message.updated"] });
  await stage.run(testEndpoint, { endpointId, displayId: stage.conversation.displayId });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  expect(receiver.taken[0]?.json).toMatchObject({ type: "message.updated", test: true });
  expect(await reach(stage, messageId)).toMatchObject({ change: { state: "kept", receiver: null } });
});

test("only the callback of Chatwoot's API inbox counts, whatever other webhooks took", async () => {
  const stage = await scene.stage();
  const other = await scene.receiver();
  const { id: inboxId } = stage.inbox;
  await stage.run(updateInbox, { inboxId, publicApi: true, messagesStartAs: "sent" });
  const messageId = await sent(stage);
  await scene.endpoint(stage, other);
  const callback = { callbackUrl: "https://bridge.example/hook", callbackFormat: "chatwoot" as const };
  await stage.run(updateInbox, { inboxId, ...callback });
  await edit(stage, messageId);
  await scene.pass();
  await scene.until(() => other.taken.length > 0);
  const { change, next } = await reach(stage, messageId);
  expect([change?.receiver, next]).toEqual(["bridge.example", "callback"]);
  expect(change?.state).not.toBe("told");
});

test("customers' software that reads from Tickline shows the edit", async () => {
  const stage = await scene.stage();
  await stage.run(updateInbox, { inboxId: stage.inbox.id, publicApi: true });
  const messageId = await sent(stage);
  await edit(stage, messageId);
  expect(await reach(stage, messageId)).toMatchObject({ change: { state: "shown" }, next: "shown" });
});

test("of a program's edit of its own message nothing is said", async () => {
  const stage = await scene.stage();
  const { id, name } = stage.token;
  const program = { ...stage.admin, actor: { type: "token", id, name }, tokenId: id } as const;
  const message = { conversation: { conversationId: stage.conversation.id }, content: "Monday" };
  const { result } = await scene.world.run(sendMessage, program, message);
  await scene.pass(MINUTE_MS);
  const { id: messageId } = result.message;
  await scene.world.run(editMessage, program, { messageId, content: "Tuesday" });
  expect(await stateOf(stage, messageId)).toBe("own");
});
