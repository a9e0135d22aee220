import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { testEndpoint } from "@/server/commands/webhooks/deliveries";
import { createEndpoint, rotateEndpointSecret } from "@/server/commands/webhooks/endpoints";
import type { Event } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import { PREVIEW_CHARS } from "@/server/contract/event/reduce";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import type { Stage } from "@/test/guarantees/laws/stage";
import type { Receiver, Taken } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { freescout } from "./webhook-format";

// The format of FreeScout's webhooks: what receivers read, and how they verify it.

let scene: WebhookScene;
beforeAll(async () => {
  provideWebhookFormats([freescout]);
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const CONVERSATION_KEYS =
  "id number threadsCount type folderId status state subject preview mailboxId assignee createdBy createdAt updatedAt closedBy closedByUser closedAt userUpdatedAt customerWaitingSince source cc bcc customer customFields _embedded".split(
    " ",
  );
const THREAD_KEYS =
  "id type status state action body source customer createdBy assignedTo to cc bcc createdAt openedAt _embedded".split(
    " ",
  );
const CUSTOMER_KEYS =
  "id firstName lastName company jobTitle photoType photoUrl createdAt updatedAt notes customerFields _embedded".split(
    " ",
  );
const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const nameOf = ({ headers }: Taken) => headers["x-freescout-event"];
const names = ({ taken }: Receiver) => taken.map(nameOf);
const conversation = (stage: Stage) => ({ conversationId: stage.conversation.id });

async function open() {
  const stage = await scene.stage();
  await scene.pass(1_000); // the stage's own conversation is older than the following events
  const receiver = await scene.receiver();
  return { stage, receiver, ...(await scene.endpoint(stage, receiver, { format: "freescout" })) };
}

/** Waits for the event of this name. */
async function receive(receiver: Receiver, name: string): Promise<Taken> {
  await scene.pass();
  await scene.until(() => names(receiver).includes(name));
  const found = receiver.taken.find((taken) => nameOf(taken) === name);
  if (!found) throw new Error(`${name} has not come`);
  return found;
}

test("each change is sent with FreeScout's name in the header, and the bare object as body", async () => {
  const { stage, receiver } = await open();
  await stage.run(sendMessage, { conversation: conversation(stage), content: "We <check> it\nsoon" });
  await stage.run(addNote, { conversation: conversation(stage), content: "call back" });
  await stage.run(changeStatus, { conversation: conversation(stage), signal: "resolve" });
  await stage.run(receiveMessage, { conversation: conversation(stage), content: "Still broken" });
  await stage.run(assignConversation, { conversation: conversation(stage), assigneeId: stage.admin.userId });
  await stage.run(updateContact, { contactId: stage.contact.id, name: "Li Wen Ng" });
  const expected = [
    "convo.agent.reply.created",
    "convo.assigned",
    "convo.customer.reply.created",
    "convo.note.created",
    "convo.status",
    "convo.status",
    "customer.updated",
  ];
  await scene.pass();
  await scene.until(() => receiver.taken.length === expected.length);
  expect(names(receiver).sort()).toEqual(expected);

  const reply = await receive(receiver, "convo.agent.reply.created");
  expect(Object.keys(reply.json).sort()).toEqual([...CONVERSATION_KEYS].sort());
  expect(reply.json).toMatchObject({
    id: stage.conversation.id,
    number: stage.conversation.displayId,
    status: "active",
    state: "published",
    mailboxId: stage.inbox.id,
    customer: { id: stage.contact.id, type: "customer" },
  });
  expect(reply.json.createdAt).toMatch(SECOND);
  const [thread] = reply.json._embedded.threads;
  expect(Object.keys(thread).sort()).toEqual([...THREAD_KEYS].sort());
  expect(thread).toMatchObject({
    type: "message",
    body: "We &lt;check&gt; it<br>soon",
    createdBy: { type: "user", id: stage.admin.userId },
  });

  const statuses = receiver.taken.filter((taken) => nameOf(taken) === "convo.status").map(({ json }) => json);
  expect(statuses.map(({ status }) => status).sort()).toEqual(["active", "closed"]);
  expect(statuses.find(({ status }) => status === "closed")).toMatchObject({
    closedBy: stage.admin.userId,
    closedByUser: { type: "user" },
    _embedded: { threads: [{ type: "lineitem", action: { type: "changed-ticket-status" } }] },
  });
  expect((await receive(receiver, "convo.note.created")).json._embedded.threads[0].type).toBe("note");
  expect((await receive(receiver, "convo.customer.reply.created")).json._embedded.threads[0]).toMatchObject({
    type: "customer",
    createdBy: { type: "customer", id: stage.contact.id },
  });
  expect((await receive(receiver, "convo.assigned")).json.assignee).toMatchObject({ id: stage.admin.userId });

  const customer = await receive(receiver, "customer.updated");
  expect(Object.keys(customer.json).sort()).toEqual([...CUSTOMER_KEYS].sort());
  expect(customer.json).toMatchObject({ firstName: "Li", lastName: "Wen Ng" });
});

test("the signature is base64 of HMAC-SHA1 over the exact bytes, next to Standard Webhooks' headers", async () => {
  const { stage, receiver, secret, endpointId } = await open();
  await stage.run(addNote, { conversation: conversation(stage), content: "naïve 你好 \u2028 ends" });
  await stage.run(testEndpoint, { endpointId, type: "conversation.status_changed" });
  const taken = [await receive(receiver, "convo.note.created"), await receive(receiver, "convo.status")];
  const by = (key: string, { body }: Taken) => createHmac("sha1", key).update(body).digest("base64");
  for (const one of taken) {
    expect(one.headers["x-freescout-signature"]).toBe(by(secret, one));
    expect(one.headers).toMatchObject({
      "webhook-id": expect.any(String),
      "webhook-signature": expect.stringMatching(/^v1,/),
    });
  }
  const rotated = await stage.run(rotateEndpointSecret, { endpointId, overlapHours: 24 });
  await stage.run(updateContact, { contactId: stage.contact.id, name: "Wen" });
  const after = await receive(receiver, "customer.updated");
  expect(after.headers["x-freescout-signature"]).toBe(by(rotated.result.secret, after));
});

test("a conversation is sent once as created, with its first message; a snoozed one is pending, spam is spam", async () => {
  const { stage, receiver } = await open();
  const { contact } = (await stage.run(createContact, { name: "Ming", email: "ming@example.test" })).result;
  const { result } = await stage.run(createConversation, {
    inboxId: stage.inbox.id,
    contactId: contact.id,
    startedBy: "other",
    message: { content: "Hello" },
    additionalAttributes: { subject: "Order 7" },
  });
  const made = { conversationId: result.conversation.id };
  expect((await receive(receiver, "customer.created")).json._embedded.emails).toMatchObject([
    { value: "ming@example.test" },
  ]);
  expect((await receive(receiver, "convo.created")).json).toMatchObject({
    id: made.conversationId,
    subject: "Order 7",
    threadsCount: 1,
    preview: "Hello",
    _embedded: { threads: [{ type: "message", body: "Hello" }] },
  });
  await stage.run(changeStatus, { conversation: made, signal: "snooze" });
  expect((await receive(receiver, "convo.status")).json.status).toBe("pending");
  await stage.run(labelConversation, { conversation: made, add: ["spam"] });
  await stage.run(changeStatus, { conversation: made, signal: "resolve" });
  await scene.pass();
  await scene.until(() => receiver.taken.some(({ json }) => json.status === "spam"));
  expect(names(receiver)).not.toContain("convo.customer.reply.created");
});

test("a first message longer than the conversation's preview is sent in full, as a reply", async () => {
  const { stage, receiver } = await open();
  const begin = (content: string) =>
    stage.run(createConversation, {
      inboxId: stage.inbox.id,
      contactId: stage.contact.id,
      startedBy: "other",
      message: { content },
    });
  await begin("字".repeat(PREVIEW_CHARS)); // sent in full by `convo.created`
  await begin(`${"字".repeat(PREVIEW_CHARS)}!`);
  const reply = await receive(receiver, "convo.agent.reply.created");
  expect(reply.json._embedded.threads[0].body).toBe(`${"字".repeat(PREVIEW_CHARS)}!`);
  await scene.until(() => receiver.taken.length === 3);
  expect(names(receiver).filter((name) => name === "convo.created")).toHaveLength(2);
});

test("an event that FreeScout does not have creates no delivery", async () => {
  const { stage, receiver, endpointId } = await open();
  await stage.run(labelConversation, { conversation: conversation(stage), add: ["vip"] });
  await stage.run(addNote, { conversation: conversation(stage), content: "x" });
  await receive(receiver, "convo.note.created");
  const deliveries = await scene.world.database.query<{ type: string }>(
    "select type from delivery where endpoint_id = $1",
    [endpointId],
  );
  expect(deliveries.map(({ type }) => type)).toEqual(["note.created"]);
});

test("an endpoint of this format changes nothing for endpoints of other formats", async () => {
  const { stage, receiver } = await open();
  const own = await scene.receiver();
  await stage.run(createEndpoint, { url: own.url, types: ["note.created"] });
  await stage.run(addNote, { conversation: conversation(stage), content: "both" });
  await receive(receiver, "convo.note.created");
  await scene.until(() => own.taken.length === 1);
  expect(own.taken[0]?.json).toMatchObject({ type: "note.created", data: { content: "both" } });
  expect(own.taken[0]?.headers["x-freescout-event"]).toBeUndefined();
});

test("a change between open and pending is none of FreeScout's statuses", async () => {
  const { stage, receiver } = await open();
  for (const signal of ["markPending", "reopen", "resolve"] as const)
    await stage.run(changeStatus, { conversation: conversation(stage), signal });
  const closed = await receive(receiver, "convo.status");
  await stage.run(addNote, { conversation: conversation(stage), content: "the end" });
  await receive(receiver, "convo.note.created");
  expect(closed.json.status).toBe("closed");
  expect(names(receiver).sort()).toEqual(["convo.note.created", "convo.status"]);
});

const CURRENT = { agentOf: () => null, urlsOf: () => ({}), now: new Date("2026-11-20T09:00:00Z") };

test.each(freescout.types ?? [])("%s has its name and its object", (type) => {
  const event = { ...sampleEvent(type), hash: "" } as Event;
  const rendered = freescout.render(JSON.stringify(event), () => event, CURRENT);
  expect(rendered?.headers["X-FreeScout-Event"]).toMatch(/^(convo|customer)\.[a-z_.]+$/);
  expect(JSON.parse(rendered?.body ?? "")).toHaveProperty("id");
});

test("a trashed and a purged conversation differ by name, and a purged one has no text", () => {
  const of = (type: "conversation.trashed" | "conversation.purged") => {
    const event = { ...sampleEvent(type), hash: "" } as Event;
    const rendered = freescout.render(JSON.stringify(event), () => event, CURRENT);
    return { name: rendered?.headers["X-FreeScout-Event"], body: JSON.parse(rendered?.body ?? "") };
  };
  expect(of("conversation.trashed")).toMatchObject({ name: "convo.deleted", body: { state: "deleted" } });
  expect(of("conversation.purged")).toMatchObject({
    name: "convo.deleted_forever",
    body: { state: "deleted", preview: "", _embedded: { threads: [] } },
  });
});
