import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { emptySnapshot, put, reduceAll, type Snapshot } from "@/server/contract/event/reduce";
import { listContacts } from "@/server/queries/contacts/list-contacts";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listEvents } from "@/server/queries/events/list-events";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { listMessages } from "@/server/queries/messages/list-messages";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createStage, type Stage } from "./stage";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("lists and the events after their asOf make the later tables, although some changes are not stamped yet", async () => {
  const stage = await createStage(world);
  await world.relay();
  await change(stage, 1); // committed before the lists are read, stamped after: the relay is paused

  const lists = await readLists(stage);
  await change(stage, 2);
  await world.relay();
  const { data } = await listEvents(world.database, stage.admin, { after: lists.asOf, limit: 1000 });
  expectSame(reduceAll(lists.state, data), await readSnapshot(world.database, [stage.accountId]));
});

test("a list of several pages and the events after the first page's asOf are complete, although rows move in between", async () => {
  const stage = await createStage(world);
  for (let i = 0; i < 5; i++) await open(stage);
  let state = emptySnapshot;
  let asOf: string | null = null;
  let cursor: string | null = null;
  do {
    const page = await listConversations(world.database, stage.admin, { cursor, limit: 2 });
    asOf ??= page.asOf;
    cursor = page.nextCursor;
    for (const { conversation, contact } of page.data)
      state = put(put(state, "conversation", conversation), "contact", contact);
    await change(stage, 3);
  } while (cursor);
  await world.relay();
  const { data } = await listEvents(world.database, stage.admin, { after: asOf, limit: 1000 });
  const { conversation } = await readSnapshot(world.database, [stage.accountId]);
  expect(reduceAll(state, data).conversation).toEqual(conversation);
});

test("a replay from 0 that stops anywhere and resumes by its cursor gives the same tables", async () => {
  const stage = await createStage(world);
  await change(stage, 4);
  await world.relay();
  let state = emptySnapshot;
  let after: string | null = null;
  for (;;) {
    const page = await listEvents(world.database, stage.admin, { after, limit: 3 });
    state = reduceAll(state, page.data);
    after = page.nextCursor;
    if (!page.hasMore) break;
  }
  expect(state).toEqual(await readSnapshot(world.database, [stage.accountId]));
});

async function readLists(stage: Stage): Promise<{ state: Snapshot; asOf: string }> {
  const { database } = stage.world;
  const conversations = await listConversations(database, stage.admin, { limit: 100 });
  let state = emptySnapshot;
  for (const { conversation } of conversations.data) {
    state = put(state, "conversation", conversation);
    const ref = { conversationId: conversation.id };
    const messages = await listMessages(database, stage.admin, { conversation: ref, limit: 100 });
    for (const message of messages.data) state = put(state, "message", message);
  }
  for (const contact of (await listContacts(database, stage.admin, { limit: 100 })).data)
    state = put(state, "contact", contact);
  for (const inbox of await listInboxes(database, stage.admin)) state = put(state, "inbox", inbox);
  return { state, asOf: conversations.asOf };
}

/** Members, tokens and the account itself have no list with a cursor here. */
function expectSame(found: Snapshot, tables: Snapshot): void {
  for (const type of ["conversation", "message", "contact", "inbox"] as const)
    expect(found[type]).toEqual(tables[type]);
}

async function change(stage: Stage, mark: number): Promise<void> {
  const conversation = { conversationId: stage.conversation.id };
  await stage.run(receiveMessage, { conversation, content: `in ${mark}` });
  const { message } = (await stage.run(sendMessage, { conversation, content: `out ${mark}` })).result;
  await stage.run(recordReceipts, {
    receipts: [
      { messageId: message.id, signal: "delivered" },
      { messageId: stage.outgoing.id, signal: mark % 2 === 0 ? "read" : "sent" },
    ],
  });
  await stage.run(changeStatus, { conversation, signal: mark % 2 === 0 ? "reopen" : "resolve" });
  await stage.run(updateContact, { contactId: stage.contact.id, name: `Li ${mark}` });
  await open(stage);
}

async function open(stage: Stage): Promise<void> {
  const { contact } = (await stage.run(createContact, { name: "Ana" })).result;
  await stage.run(createConversation, { inboxId: stage.inbox.id, contactId: contact.id, startedBy: "other" });
}
