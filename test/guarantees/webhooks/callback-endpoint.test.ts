import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { rotateCallbackSecret } from "@/server/commands/inboxes/rotate-secrets";
import { deleteMessage, editMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createEndpoint, disableEndpoint, ENDPOINTS_MAX } from "@/server/commands/webhooks/endpoints";
import { getCallbackSecret } from "@/server/queries/inboxes/inbox-secrets";
import { getMessage } from "@/server/queries/messages/get-message";
import { listEndpoints } from "@/server/queries/webhooks/endpoints";
import type { Stage } from "@/test/guarantees/laws/stage";
import { type Receiver, type Taken, withStatus } from "@/test/support/clients/receiver";
import { type ChatwootHooks, openChatwootHooks } from "@/test/support/scenes/chatwoot-hooks";

// What the program behind an inbox in Chatwoot's format is told beside the messages to send.

let hooks: ChatwootHooks;
beforeAll(async () => {
  hooks = await openChatwootHooks();
});
afterAll(() => hooks.close());

/** A stage whose inbox has the receiver as its program. */
async function open() {
  const { stage, receiver } = await hooks.openReceiving();
  const program = { callbackUrl: receiver.url, callbackFormat: "chatwoot" } as const;
  await stage.run(updateInbox, { inboxId: stage.inbox.id, ...program });
  return { stage, receiver };
}

const endpoints = async ({ admin, inbox }: Stage) =>
  (await listEndpoints(hooks.scene.world.database, admin)).data.filter(
    ({ callbackInboxId }) => callbackInboxId === inbox.id,
  );

async function endpointOf(stage: Stage) {
  const [endpoint] = await endpoints(stage);
  if (!endpoint) throw new Error("no endpoint");
  return endpoint;
}

const isSigned = ({ headers, body }: Taken, secret: string): boolean => {
  const expected = createHmac("sha256", secret).update(`${headers["x-chatwoot-timestamp"]}.${body}`);
  return headers["x-chatwoot-signature"] === `sha256=${expected.digest("hex")}`;
};

const secretOf = async ({ admin, inbox }: Stage) =>
  (await getCallbackSecret(hooks.scene.world.database, admin, inbox.id)).secret;

const told = ({ taken }: Receiver) => taken.map(({ json }) => [json.event, json.message_type, json.private]);

test("the program is told of incoming messages, notes and edits, and never of a message that it sends", async () => {
  const { stage, receiver } = await open();
  await stage.run(receiveMessage, { ...hooks.place(stage), content: "Hello?" });
  const { result } = await stage.run(sendMessage, { ...hooks.place(stage), content: "Hi" });
  await stage.run(addNote, { ...hooks.place(stage), content: "a regular" });
  await stage.run(editMessage, { messageId: result.message.id, content: "Hi!" });
  await hooks.receive(receiver, "message_updated");
  await hooks.receive(receiver, "message_created", 2);
  expect(told(receiver).sort()).toEqual([
    ["message_created", "incoming", false],
    ["message_created", "outgoing", true],
    ["message_updated", "outgoing", false],
  ]);
});

test("a resolved conversation is told with the sender's identifier at the top, by which a bridge ends its session", async () => {
  const { stage, receiver } = await open();
  await stage.run(changeStatus, { ...hooks.place(stage), signal: "resolve" });
  const { json } = await hooks.receiveOne(receiver, "conversation_status_changed");
  expect(json).toMatchObject({
    status: "resolved",
    inbox_id: stage.inbox.id,
    meta: { sender: { identifier: stage.contact.identifier } },
  });
  expect(json).not.toHaveProperty("conversation");
});

test("a deleted message is told with content_attributes.deleted and its id", async () => {
  const { stage, receiver } = await open();
  const { result } = await stage.run(sendMessage, { ...hooks.place(stage), content: "wrong chat" });
  await stage.run(deleteMessage, { messageId: result.message.id });
  const { json } = await hooks.receiveOne(receiver, "message_updated");
  expect(json).toMatchObject({
    id: result.message.id,
    private: false,
    content_attributes: { deleted: true },
    conversation: { id: stage.conversation.displayId, messages: [{ id: result.message.id }] },
  });
});

test("another inbox's conversations are not told", async () => {
  const { stage, receiver } = await open();
  const { id: inboxId } = stage.hiddenInbox;
  const elsewhere = { inboxId, contactId: stage.contact.id, startedBy: "other" as const };
  await stage.run(createConversation, elsewhere);
  await stage.run(createConversation, { ...elsewhere, inboxId: stage.inbox.id });
  await hooks.receive(receiver, "conversation_created");
  expect(receiver.taken.map(({ json }) => json.inbox_id)).toEqual([stage.inbox.id]);
});

test("a program that fails is tried again, and no message fails by it", async () => {
  const { stage, receiver } = await open();
  receiver.answer = withStatus(500);
  const { result } = await stage.run(receiveMessage, { ...hooks.place(stage), content: "Hello?" });
  await hooks.receive(receiver, "message_created");
  receiver.answer = withStatus(200);
  await hooks.scene.pass(10_000);
  const [first, second] = await hooks.receive(receiver, "message_created", 2);
  expect(second?.headers["x-chatwoot-delivery"]).toBe(first?.headers["x-chatwoot-delivery"]);
  const message = await getMessage(hooks.scene.world.database, stage.admin, result.message.id);
  expect(message).toMatchObject({ status: null, externalError: null });
});

test("its events are signed with the callback's secret, also after that was changed", async () => {
  const { stage, receiver } = await open();
  await stage.run(addNote, { ...hooks.place(stage), content: "one" });
  const first = await hooks.receiveOne(receiver, "message_created");
  const before = await secretOf(stage);
  expect(isSigned(first, before)).toBe(true);
  const { result } = await stage.run(rotateCallbackSecret, { inboxId: stage.inbox.id });
  await stage.run(addNote, { ...hooks.place(stage), content: "two" });
  const [, second] = await hooks.receive(receiver, "message_created", 2);
  if (!second) throw new Error("no second note");
  expect(result.secret).not.toBe(before);
  expect(isSigned(second, result.secret)).toBe(true);
  expect(await secretOf(stage)).toBe(result.secret);
});

test("the endpoint follows the callback's URL and format, and is enabled again by another URL", async () => {
  const { stage, receiver } = await open();
  const { id: endpointId } = await endpointOf(stage);
  await stage.run(disableEndpoint, { endpointId, reason: "failing" });
  const moved = await hooks.scene.receiver();
  await stage.run(updateInbox, { inboxId: stage.inbox.id, callbackUrl: moved.url });
  expect(await endpoints(stage)).toMatchObject([
    { id: endpointId, url: moved.url, state: "enabled", disabledReason: null, inboxIds: [stage.inbox.id] },
  ]);
  await stage.run(addNote, { ...hooks.place(stage), content: "moved" });
  await hooks.receive(moved, "message_created");
  expect(receiver.taken).toEqual([]);

  await stage.run(updateInbox, { inboxId: stage.inbox.id, callbackFormat: "tickline" });
  expect(await endpoints(stage)).toEqual([]);
  await stage.run(updateInbox, { inboxId: stage.inbox.id, callbackFormat: "chatwoot" });
  expect(await endpoints(stage)).toHaveLength(1);
  await stage.run(updateInbox, { inboxId: stage.inbox.id, callbackUrl: null });
  expect(await endpoints(stage)).toEqual([]);
});

test("an inbox that is created in Chatwoot's format has its endpoint, which is none of the hundred", async () => {
  const stage = await hooks.scene.stage();
  const callback = { callbackUrl: "https://program.example.com/hook", callbackFormat: "chatwoot" as const };
  const { result } = await stage.run(createInbox, { name: "WhatsApp", channel: "api", ...callback });
  const { data } = await listEndpoints(hooks.scene.world.database, stage.admin);
  expect(data).toMatchObject([{ callbackInboxId: result.id, url: callback.callbackUrl, format: "chatwoot" }]);
  const own = { url: "https://hooks.example.com/in", types: ["*"] };
  for (let n = 0; n < ENDPOINTS_MAX; n++) await stage.run(createEndpoint, own);
  await expect(stage.run(createEndpoint, own)).rejects.toThrow("endpoint.too_many");
});
