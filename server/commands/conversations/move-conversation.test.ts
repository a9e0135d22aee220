import { afterAll, beforeAll, expect, test } from "vitest";
import { linkContactToInbox } from "@/server/commands/contacts/save-contact";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { ReceiptInput } from "@/server/commands/receipts/_steps/receipt-targets";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { Caller } from "@/server/contract/_shared/caller";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listEvents } from "@/server/queries/events/list-events";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { getMessage } from "@/server/queries/messages/get-message";
import { search } from "@/server/queries/search/search";
import { indexWords } from "@/server/worker/jobs/rework";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { assignConversation } from "./assign";
import { changeStatus } from "./change-status";
import { createConversation } from "./create-conversation";
import { moveConversation } from "./move-conversation";
import { undoChanges } from "./undo-changes";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const here = (s: Stage) => ({ conversation: { conversationId: s.conversation.id } });
const move = (s: Stage) => s.run(moveConversation, { ...here(s), inboxId: s.hiddenInbox.id });
const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { refusal?: string }) => error.refusal,
  );
const published = async (caller: Caller) => {
  await world.relay();
  const { data } = await listEvents(world.database, caller, { after: null, limit: 500 });
  return data.filter(({ resource }) => ["conversation", "message"].includes(resource.type));
};

test("a move hides a conversation from agents of the old inbox and shows it with all messages in the new one", async () => {
  stage = await createStage(world);
  await move(stage);
  const { agent, outsider, incoming } = stage;
  const ref = { conversationId: stage.conversation.id };
  expect(await code(getConversation(world.database, agent, ref))).toBe("conversation.not_found");
  expect(await code(getMessage(world.database, agent, incoming.id))).toBe("message.not_found");
  expect((await getConversation(world.database, outsider, ref)).conversation.inboxId).toBe(
    stage.hiddenInbox.id,
  );
  expect((await getMessage(world.database, outsider, incoming.id)).inboxId).toBe(stage.inbox.id);
  await indexWords(world);
  const found = (caller: Caller) => search(world.database, caller, { query: "你好", limit: 20 });
  expect((await found(outsider)).messages.map(({ message }) => message.id)).toEqual([incoming.id]);
  expect((await found(agent)).messages).toEqual([]);
});

test("both inboxes get the event of the move, and only the new one the later events", async () => {
  stage = await createStage(world);
  await move(stage);
  await stage.run(sendMessage, { ...here(stage), content: "Hello again" });
  const inOld = (await published(stage.agent)).map(({ type }) => type);
  expect(inOld.at(-1)).toBe("conversation.moved");
  const inNew = await published(stage.outsider);
  expect(inNew.map(({ type }) => type)).toEqual([
    "conversation.moved",
    "message.created",
    "message.send_requested",
  ]);
  expect(inNew[0]?.changes.inboxId).toEqual({ from: stage.inbox.id, to: stage.hiddenInbox.id });
});

test("receipts of messages sent before the move arrive through the old channel and by source id", async () => {
  stage = await createStage(world);
  const { agent, outsider, inbox, outgoing } = stage;
  await move(stage);
  const report = async (caller: Caller, receipt: ReceiptInput) =>
    (await world.run(recordReceipts, caller, { receipts: [receipt] })).result[0]?.result;
  expect(await report(agent, { messageId: outgoing.id, sourceId: "wamid.7", signal: "sent" })).toBe(
    "applied",
  );
  expect(await report(agent, { inboxId: inbox.id, sourceId: "wamid.7", signal: "delivered" })).toBe(
    "applied",
  );
  expect(await report(outsider, { messageId: outgoing.id, signal: "read" })).toBe("applied");
  expect((await getMessage(world.database, outsider, outgoing.id)).status).toBe("read");
  const events = await published(outsider);
  expect(events.map(({ type }) => type)).toEqual([
    "conversation.moved",
    ...Array.from({ length: 3 }, () => "message.status_changed"),
  ]);
});

test("an assignee who may not see the new inbox is unassigned in the same operation, with their notifications", async () => {
  stage = await createStage(world);
  await stage.run(assignConversation, { ...here(stage), assigneeId: stage.agent.userId });
  await stage.run(receiveMessage, { ...here(stage), content: "Are you there?" });
  const { events, operationId } = await move(stage);
  expect(events.map(({ type }) => type)).toEqual(["conversation.assigned", "conversation.moved"]);
  expect((await listNotifications(world.database, stage.agent, { limit: 20 })).data).toEqual([]);
  await stage.run(undoChanges, { ...here(stage), operationId });
  const { conversation } = await getConversation(world.database, stage.agent, {
    conversationId: stage.conversation.id,
  });
  expect(conversation).toMatchObject({ inboxId: stage.inbox.id, assigneeId: stage.agent.userId });
});

test("after a move the new inbox's policy decides", async () => {
  stage = await createStage(world);
  await stage.run(changePolicy, {
    inboxId: stage.hiddenInbox.id,
    settings: { botEnabled: true, botTakesReopened: true },
  });
  await stage.run(changeStatus, { ...here(stage), signal: "resolve" });
  await move(stage);
  const { result } = await stage.run(receiveMessage, { ...here(stage), content: "Again" });
  expect(result.conversation.status).toBe("pending");
});

test("after a move a message to the old inbox begins a conversation there; one to the new inbox continues it", async () => {
  stage = await createStage(world);
  const { inbox, hiddenInbox, contact } = stage;
  const from = { sourceId: "li" };
  await stage.run(linkContactToInbox, { contactId: contact.id, inboxId: inbox.id, ...from });
  const begun = await stage.run(createConversation, {
    inboxId: inbox.id,
    contactId: contact.id,
    ...from,
    startedBy: "other",
  });
  const { id } = begun.result.conversation;
  await stage.run(moveConversation, { conversation: { conversationId: id }, inboxId: hiddenInbox.id });
  const write = async (inboxId: number) =>
    (await stage.run(receiveFrom, { inboxId, from, content: "Hi" })).result.conversation.id;
  expect(await write(hiddenInbox.id)).toBe(id);
  expect(await write(inbox.id)).toBe(stage.conversation.id);
});

test("an undone move restores the source id that it had, also if the contact has others in that inbox", async () => {
  stage = await createStage(world);
  const { inbox, hiddenInbox, contact } = stage;
  const link = (inboxId: number, sourceId: string) =>
    stage.run(linkContactToInbox, { contactId: contact.id, inboxId, sourceId });
  await link(inbox.id, "second");
  await link(hiddenInbox.id, "only there");
  const begun = await stage.run(createConversation, {
    inboxId: inbox.id,
    contactId: contact.id,
    sourceId: "second",
    startedBy: "other",
  });
  const { id } = begun.result.conversation;
  const linkNow = () =>
    world.database.query("select contact_inbox_id as link, inbox_id from conversation where id = $1", [id]);
  const before = await linkNow();
  const { operationId } = await stage.run(moveConversation, {
    conversation: { conversationId: id },
    inboxId: hiddenInbox.id,
  });
  await stage.run(undoChanges, { conversation: { conversationId: id }, operationId });
  expect(await linkNow()).toEqual(before);
});

test("a move is refused if another contact has the source id in the new inbox", async () => {
  stage = await createStage(world);
  const { inbox, hiddenInbox, contact } = stage;
  const from = { sourceId: "counter" };
  await stage.run(receiveFrom, { inboxId: hiddenInbox.id, from, content: "Somebody else" });
  const begun = await stage.run(createConversation, {
    inboxId: inbox.id,
    contactId: contact.id,
    ...from,
    startedBy: "other",
  });
  const { id } = begun.result.conversation;
  const moving = stage.run(moveConversation, {
    conversation: { conversationId: id },
    inboxId: hiddenInbox.id,
  });
  expect(await code(moving)).toBe("conversation.contact_unreachable");
});

test("a concurrent move and message both succeed, and the log has one order of them", async () => {
  stage = await createStage(world);
  await Promise.all([
    world.run(moveConversation, stage.admin, { ...here(stage), inboxId: stage.hiddenInbox.id }),
    world.run(receiveMessage, stage.admin, { ...here(stage), content: "Meanwhile" }),
    world.run(sendMessage, stage.admin, { ...here(stage), content: "Meanwhile" }),
  ]);
  const events = await published(stage.admin);
  const moves = events.findIndex(({ type }) => type === "conversation.moved");
  for (const [at, { inboxId }] of events.entries())
    expect(inboxId).toBe(at < moves ? stage.inbox.id : stage.hiddenInbox.id);
});
