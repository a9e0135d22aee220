import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createInbox, rotateCallbackSecret, updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage, editMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createEndpoint, disableEndpoint, ENDPOINTS_MAX } from "@/server/commands/webhooks/endpoints";
import { createAgentBot, linkAgentBot } from "@/server/dialects/chatwoot/commands/agent-bots";
import { getCallbackSecret } from "@/server/queries/inboxes/inbox-secrets";
import { getMessage } from "@/server/queries/messages/get-message";
import { listEndpoints } from "@/server/queries/webhooks/endpoints";
import type { Stage } from "@/test/guarantees/laws/stage";
import { type Receiver, type Taken, withStatus } from "@/test/support/clients/receiver";
import { type ChatwootHooks, openChatwootHooks } from "@/test/support/scenes/chatwoot-hooks";

describe("callback endpoint", () => {
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

  const told = ({ taken }: Receiver) =>
    taken.map(({ json }) => [json.event, json.message_type, json.private]);

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
    expect(data).toMatchObject([
      { callbackInboxId: result.id, url: callback.callbackUrl, format: "chatwoot" },
    ]);
    const own = { url: "https://hooks.example.com/in", types: ["*"] };
    for (let n = 0; n < ENDPOINTS_MAX; n++) await stage.run(createEndpoint, own);
    await expect(stage.run(createEndpoint, own)).rejects.toThrow("endpoint.too_many");
  });
});

describe("agent bot", () => {
  // What a bot of Chatwoot's is told of the inboxes that it is linked to.

  let hooks: ChatwootHooks;
  beforeAll(async () => {
    hooks = await openChatwootHooks();
  });
  afterAll(() => hooks.close());

  async function open() {
    const { stage, receiver } = await hooks.openReceiving();
    const { result } = await stage.run(createAgentBot, { name: "Lia", url: receiver.url });
    const link = { inboxId: stage.inbox.id, endpointId: result.endpoint.id };
    return { stage, receiver, link, ...result };
  }

  test("a linked bot is told of messages in both directions, notes and statuses, signed with its secret", async () => {
    const { stage, receiver, link, secret } = await open();
    await stage.run(linkAgentBot, link);
    await stage.run(receiveMessage, { ...hooks.place(stage), content: "Hello?" });
    await stage.run(sendMessage, { ...hooks.place(stage), content: "Hi" });
    await stage.run(addNote, { ...hooks.place(stage), content: "a regular" });
    await stage.run(changeStatus, { ...hooks.place(stage), signal: "resolve" });
    await hooks.receive(receiver, "conversation_status_changed");
    const messages = await hooks.receive(receiver, "message_created", 3);
    expect(messages.map(({ json }) => json.content).sort()).toEqual(["Hello?", "Hi", "a regular"]);
    for (const { headers, body } of messages) {
      const hmac = createHmac("sha256", secret).update(`${headers["x-chatwoot-timestamp"]}.${body}`);
      expect(headers["x-chatwoot-signature"]).toBe(`sha256=${hmac.digest("hex")}`);
    }
  });

  /** Whether the endpoints of an account have considered the log to its end. */
  const hasConsideredAll = async ({ accountId }: Stage) =>
    (
      await hooks.scene.world.database.query(
        `select 1 from endpoint_progress p join account_head h on h.account_id = p.account_id
        where p.account_id = $1 and p.last_seq < h.last_seq`,
        [accountId],
      )
    ).length === 0;

  test("a bot is told of its inboxes only: before and after its link it gets nothing", async () => {
    const { stage, receiver, link } = await open();
    await stage.run(addNote, { ...hooks.place(stage), content: "before" });
    await hooks.scene.pass();
    await hooks.scene.until(() => hasConsideredAll(stage)); // what was said before the link is not for it
    await stage.run(linkAgentBot, link);
    const elsewhere = {
      inboxId: stage.hiddenInbox.id,
      contactId: stage.contact.id,
      startedBy: "agent" as const,
    };
    await stage.run(createConversation, { ...elsewhere, message: { content: "elsewhere" } });
    await stage.run(addNote, { ...hooks.place(stage), content: "linked" });
    await hooks.receive(receiver, "message_created");
    await stage.run(linkAgentBot, { ...link, endpointId: null });
    await stage.run(addNote, { ...hooks.place(stage), content: "after" });
    await hooks.scene.pass();
    await hooks.scene.until(() => hasConsideredAll(stage));
    await stage.run(linkAgentBot, link);
    await stage.run(addNote, { ...hooks.place(stage), content: "linked again" });
    await hooks.receive(receiver, "message_created", 2);
    expect(hooks.named(receiver, "message_created").map(({ json }) => json.content)).toEqual([
      "linked",
      "linked again",
    ]);
  });
});
