import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createGroup } from "@/server/commands/groups/create-group";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { type ChatwootHooks, openChatwootHooks } from "@/test/support/scenes/chatwoot-hooks";

// The bodies of Chatwoot's webhooks: what receivers read.

let hooks: ChatwootHooks;
beforeAll(async () => {
  hooks = await openChatwootHooks();
});
afterAll(() => hooks.close());

const MESSAGE_KEYS =
  "account additional_attributes content content_attributes content_type conversation created_at event id inbox message_type private sender source_id status".split(
    " ",
  );
const CONVERSATION_KEYS =
  "account additional_attributes agent_last_seen_at can_reply channel contact_inbox contact_last_seen_at created_at custom_attributes first_reply_created_at id inbox_id labels last_activity_at messages meta priority snoozed_until status timestamp unread_count updated_at waiting_since".split(
    " ",
  );

test("a reply is message_created with its conversation, whose messages are this one alone", async () => {
  const { stage, receiver } = await hooks.open();
  await stage.run(receiveMessage, { ...hooks.place(stage), content: "Hello?" });
  const { result } = await stage.run(sendMessage, { ...hooks.place(stage), content: "We *check* it" });
  const taken = await hooks.receive(receiver, "message_created", 2);
  const reply = taken.find(({ json }) => json.message_type === "outgoing")?.json;
  expect(Object.keys(reply).sort()).toEqual(MESSAGE_KEYS);
  expect(reply).toMatchObject({
    id: result.message.id,
    content: "We *check* it",
    private: false,
    source_id: null,
    account: { id: stage.accountId, name: expect.stringMatching(/./) },
    inbox: { id: stage.inbox.id, name: stage.inbox.name },
    sender: { id: stage.admin.userId, type: "user", email: expect.stringContaining("@") },
    conversation: {
      id: stage.conversation.displayId,
      contact_inbox: {
        contact_id: stage.contact.id,
        inbox_id: stage.inbox.id,
        updated_at: expect.stringMatching(/^\d{4}-/),
      },
      meta: { sender: { id: stage.contact.id, identifier: stage.contact.identifier, type: "contact" } },
    },
  });
  expect(reply.created_at).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(Object.keys(reply.conversation).sort()).toEqual(CONVERSATION_KEYS);
  expect(reply.conversation.contact_inbox.source_id).toMatch(/./);
  expect(reply.conversation.messages.map(({ id }: { id: number }) => id)).toEqual([result.message.id]);
  expect(reply.conversation.messages[0]).toMatchObject({ message_type: 1, source_id: null });

  const incoming = taken.find(({ json }) => json.message_type === "incoming")?.json;
  expect(incoming.sender).toMatchObject({ id: stage.contact.id, account: { id: stage.accountId } });
  expect(incoming.sender).not.toHaveProperty("type");
});

test("a note is message_created with private true, and an activity line is not sent", async () => {
  const { stage, receiver } = await hooks.open();
  await stage.run(addNote, { ...hooks.place(stage), content: "call back" });
  await stage.run(changeStatus, { ...hooks.place(stage), signal: "resolve" });
  await hooks.receive(receiver, "conversation_status_changed");
  expect(hooks.named(receiver, "message_created").map(({ json }) => [json.content, json.private])).toEqual([
    ["call back", true],
  ]);
});

test("a resolve is conversation_status_changed with the status, the sender and no key conversation", async () => {
  const { stage, receiver } = await hooks.open();
  const { result: heard } = await stage.run(receiveMessage, {
    ...hooks.place(stage),
    content: "It works now",
  });
  await stage.run(addNote, { ...hooks.place(stage), content: "good" });
  await stage.run(changeStatus, { ...hooks.place(stage), signal: "resolve" });
  const { json } = await hooks.receiveOne(receiver, "conversation_status_changed");
  expect(json).toMatchObject({
    id: stage.conversation.displayId,
    status: "resolved",
    meta: { sender: { identifier: stage.contact.identifier, name: stage.contact.name } },
    changed_attributes: [{ status: { previous_value: "open", current_value: "resolved" } }],
  });
  expect(Object.keys(json).sort()).toEqual([...CONVERSATION_KEYS, "changed_attributes", "event"].sort());
  expect(json.messages).toHaveLength(1); // neither the note nor the activity line
  expect(json.messages[0]).toMatchObject({ id: heard.message.id, content: "It works now" });
  expect(hooks.named(receiver, "conversation_updated")).toEqual([]);
});

test("other changes of a conversation are conversation_updated, with what changed", async () => {
  const { stage, receiver } = await hooks.open();
  await stage.run(assignConversation, { ...hooks.place(stage), assigneeId: stage.admin.userId });
  await stage.run(labelConversation, { ...hooks.place(stage), add: ["vip"] });
  const taken = await hooks.receive(receiver, "conversation_updated", 2);
  const changed = taken.map(({ json }) => json.changed_attributes);
  expect(changed).toContainEqual([
    { assignee_id: { previous_value: null, current_value: stage.admin.userId } },
  ]);
  expect(changed).toContainEqual([{ label_list: { previous_value: [], current_value: ["vip"] } }]);
  const assigned = taken.find(({ json }) => "assignee_id" in json.changed_attributes[0]);
  expect(assigned?.json.meta).toMatchObject({
    assignee: {
      id: stage.admin.userId,
      email: expect.stringContaining("@"),
      type: "user",
      avatar_url: expect.any(String),
    },
    assignee_type: "User",
  });
});

test("a new conversation has its first message, and a contact is created and updated", async () => {
  const { stage, receiver } = await hooks.open();
  const { contact } = (await stage.run(createContact, { name: "Mo", phone: "+6591234567" })).result;
  await stage.run(createConversation, {
    inboxId: stage.inbox.id,
    contactId: contact.id,
    startedBy: "agent",
    message: { content: "Welcome" },
  });
  await stage.run(updateContact, { contactId: contact.id, name: "Mo Li" });
  const { json: created } = await hooks.receiveOne(receiver, "conversation_created");
  expect(created.messages.map(({ content }: { content: string }) => content)).toEqual(["Welcome"]);
  expect(created.messages[0].sender).toMatchObject({ type: "user", id: stage.admin.userId });
  const { json: made } = await hooks.receiveOne(receiver, "contact_created");
  expect(made).toMatchObject({
    id: contact.id,
    name: "Mo",
    phone_number: "+6591234567",
    account: { id: stage.accountId },
  });
  expect(made).not.toHaveProperty("changed_attributes");
  const { json: updated } = await hooks.receiveOne(receiver, "contact_updated");
  expect(updated.changed_attributes).toEqual([{ name: { previous_value: "Mo", current_value: "Mo Li" } }]);
});

test("a deletion is message_updated with content_attributes.deleted, and the text is in no body sent after it", async () => {
  const { stage, receiver } = await hooks.open();
  const { result } = await stage.run(sendMessage, { ...hooks.place(stage), content: "secret words" });
  await stage.run(deleteMessage, { messageId: result.message.id });
  const { json } = await hooks.receiveOne(receiver, "message_updated");
  expect(json).toMatchObject({ id: result.message.id, content_attributes: { deleted: true } });
  await hooks.receive(receiver, "message_created");
  expect(receiver.taken.map(({ body }) => body).join()).not.toContain("secret words");
});

test("the sender of a message in a group is the member who wrote it", async () => {
  const { stage, receiver } = await hooks.open(["message.created"]);
  const bo = (await stage.run(createContact, { name: "Bo", email: "bo@example.test" })).result.contact;
  const choir = { inboxId: stage.inbox.id, name: "Choir", members: [{ contactId: bo.id }] };
  const group = (await stage.run(createGroup, { ...choir, startedBy: "other" })).result.conversation;
  const place = { conversation: { conversationId: group.id }, fromContactId: bo.id };
  await stage.run(receiveMessage, { ...place, content: "Hello from Bo" });
  await hooks.receive(receiver, "message_created", 2);
  const incoming = hooks
    .named(receiver, "message_created")
    .find(({ json }) => json.message_type === "incoming");
  expect(incoming?.json).toMatchObject({
    content: "Hello from Bo",
    sender: { id: bo.id, name: "Bo", email: null, account: { id: stage.accountId } },
    conversation: { meta: { sender: { id: group.contactId, name: "Choir" } } },
  });
  expect(incoming?.json.conversation.messages[0].sender).toMatchObject({
    id: bo.id,
    name: "Bo",
    type: "contact",
  });
});
