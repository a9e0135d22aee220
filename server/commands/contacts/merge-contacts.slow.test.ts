import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change } from "@/server/commands/conversations/_steps/apply-change";
import { changeTogether } from "@/server/commands/conversations/change-together";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { getContact, listContacts, listMerged } from "@/server/queries/contacts/list-contacts";
import { search } from "@/server/queries/search/search";
import { indexWords } from "@/server/worker/jobs/rework";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { mergeContacts } from "./merge-contacts";
import { createContact, linkContactToInbox, undoContactChanges, updateContact } from "./save-contact";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A stage, and a second contact with every field that a merge copies. */
async function twins(): Promise<{ stage: Stage; kept: number; other: number; sourceId: string }> {
  const stage = await createStage(world);
  const mark = crypto.randomUUID().slice(0, 8);
  const { contact } = (
    await stage.run(createContact, {
      name: "Wen Li",
      email: `old-${mark}@example.test`,
      phone: "+34600998877",
      identifier: `crm-${mark}`,
      customAttributes: { plan: "gold" },
      inboxId: stage.inbox.id,
      sourceId: "wa:old",
    })
  ).result;
  return { stage, kept: stage.contact.id, other: contact.id, sourceId: "wa:old" };
}

test("a merge fills in the kept contact's empty fields; the other's email still finds the kept contact", async () => {
  const { stage, kept, other } = await twins();
  const before = await getContact(world.database, stage.admin, other);
  const { result } = await stage.run(mergeContacts, { contactId: kept, otherId: other });
  expect(result).toMatchObject({
    id: kept,
    name: stage.contact.name,
    email: stage.contact.email,
    phone: before.phone,
    identifier: before.identifier,
    customAttributes: { plan: "gold" },
  });
  expect(await getContact(world.database, stage.admin, other)).toEqual(result);
  expect(await listMerged(world.database, stage.admin, kept)).toMatchObject([
    { id: other, email: before.email, phone: null, identifier: null, mergedIntoId: kept },
  ]);
  const { data } = await listContacts(world.database, stage.admin, { limit: 50 });
  expect(data.map(({ id }) => id)).toEqual([kept]);

  await indexWords(world);
  const found = await search(world.database, stage.admin, { query: before.email ?? "", limit: 5 });
  expect(found.contacts).toMatchObject([{ contact: { id: kept }, detail: { text: before.email } }]);
});

test("the merged contact's email can be set on the kept contact", async () => {
  const { stage, kept, other } = await twins();
  const { email } = await getContact(world.database, stage.admin, other);
  await stage.run(mergeContacts, { contactId: kept, otherId: other });
  const { result } = await stage.run(updateContact, { contactId: kept, email });
  expect(result.email).toBe(email);
  expect(await listMerged(world.database, stage.admin, kept)).toMatchObject([{ id: other, email: null }]);
});

test("conversations move, and messages under the other's source id arrive in them", async () => {
  const { stage, kept, other, sourceId } = await twins();
  const begun = { inboxId: stage.inbox.id, contactId: other, sourceId, startedBy: "other" as const };
  const { conversation } = (await stage.run(createConversation, begun)).result;
  const { events } = await stage.run(mergeContacts, { contactId: kept, otherId: other });
  expect(events.map(({ type }) => type)).toEqual([
    "contact.merged",
    "contact.updated",
    "conversation.updated",
  ]);
  expect(events.at(-1)).toMatchObject({
    data: { contactId: kept, contact: { id: kept } },
    changes: { contactId: { from: other, to: kept } },
  });
  const inbox = { inboxId: stage.inbox.id, content: "Me again" };
  const received = await stage.run(receiveFrom, { ...inbox, from: { sourceId } });
  expect(received.result.conversation).toMatchObject({ id: conversation.id, contactId: kept });
});

test("a conversation that was deleted permanently has no event in a merge", async () => {
  const { stage, kept, other, sourceId } = await twins();
  const begun = { inboxId: stage.inbox.id, contactId: other, sourceId, startedBy: "other" as const };
  const { id: conversationId } = (await stage.run(createConversation, begun)).result.conversation;
  const purger = { ...stage.admin, scopes: ["conversations:purge" as const] };
  await world.run(deleteConversation, purger, { conversation: { conversationId } });
  const { events } = await stage.run(mergeContacts, { contactId: kept, otherId: other });
  expect(events.map(({ type }) => type)).toEqual(["contact.merged", "contact.updated"]);
});

test("a message goes on where the customer writes from, also where they have a newer conversation under another source id", async () => {
  const { stage, kept, other, sourceId } = await twins();
  const inboxId = stage.inbox.id;
  const begin = async (contactId: number, from: string) => {
    const begun = { inboxId, contactId, sourceId: from, startedBy: "other" } as const;
    return (await stage.run(createConversation, begun)).result.conversation;
  };
  const first = await begin(other, sourceId);
  const newest = await begin(kept, "wa:new");
  await stage.run(mergeContacts, { contactId: kept, otherId: other });
  const write = async (from: string) => {
    const { result } = await stage.run(receiveFrom, {
      inboxId,
      from: { sourceId: from },
      content: "Me again",
    });
    return result.conversation.id;
  };
  expect([await write(sourceId), await write("wa:new")]).toEqual([first.id, newest.id]);
  const text = { kind: "receive", message: { content: "And this" } } satisfies Change;
  const together = [sourceId, "wa:new"].map((from) => ({
    caller: stage.admin,
    to: { inboxId, sourceId: from },
    change: text,
  }));
  const { result } = await stage.run(changeTogether, { all: together });
  expect(result.map((one) => one?.conversation.id)).toEqual([first.id, newest.id]);
});

test("the id of a merged contact leads to the kept one, also after another merge", async () => {
  const { stage, kept, other } = await twins();
  await stage.run(mergeContacts, { contactId: kept, otherId: other });
  const third = (await stage.run(createContact, { name: "Third" })).result.contact.id;
  await stage.run(mergeContacts, { contactId: third, otherId: kept });
  for (const id of [other, kept])
    expect(await getContact(world.database, stage.admin, id)).toMatchObject({ id: third });
  const { result } = await stage.run(updateContact, { contactId: other, name: "One of three" });
  expect(result).toMatchObject({ id: third, name: "One of three" });
  const begun = { inboxId: stage.inbox.id, contactId: kept, startedBy: "other" as const };
  expect((await stage.run(createConversation, begun)).result.conversation.contactId).toBe(third);
});

test("an agent merges and blocks only contacts of their inboxes", async () => {
  const stage = await createStage(world);
  const { contact: elsewhere } = (await stage.run(createContact, { name: "Ana" })).result;
  const pair = { contactId: stage.contact.id, otherId: elsewhere.id };
  const forbidden = { refusal: "auth.forbidden" };
  await expect(world.run(mergeContacts, stage.agent, pair)).rejects.toMatchObject(forbidden);
  const blocked = { contactId: elsewhere.id, isBlocked: true };
  await expect(world.run(updateContact, stage.agent, blocked)).rejects.toMatchObject(forbidden);
  const link = { contactId: elsewhere.id, inboxId: stage.inbox.id, sourceId: "ana-1" };
  await stage.run(linkContactToInbox, link);
  await world.run(updateContact, stage.agent, blocked);
  await world.run(mergeContacts, stage.agent, pair);
});

test("an agent does not undo the blocking of a contact outside of their inboxes", async () => {
  const stage = await createStage(world);
  const contactId = (await stage.run(createContact, { name: "Ana" })).result.contact.id;
  const { operationId } = await stage.run(updateContact, { contactId, isBlocked: true });
  const undone = world.run(undoContactChanges, stage.agent, { contactId, operationId });
  await expect(undone).rejects.toMatchObject({ refusal: "auth.forbidden" });
  expect(await getContact(world.database, stage.admin, contactId)).toMatchObject({ isBlocked: true });
  await stage.run(undoContactChanges, { contactId, operationId });
});

test("a merge with a blocked contact lifts no block", async () => {
  const { stage, kept, other } = await twins();
  await stage.run(updateContact, { contactId: other, isBlocked: true });
  const { result } = await stage.run(mergeContacts, { contactId: kept, otherId: other });
  expect(result).toMatchObject({ id: kept, isBlocked: true });
});

test("an email that a merged contact has since can be brought back by undo", async () => {
  const { stage, kept } = await twins();
  const { email } = stage.contact;
  const changed = { contactId: kept, email: "new@example.test" };
  const { operationId } = await stage.run(updateContact, changed);
  const { contact } = (await stage.run(createContact, { name: "Li", email })).result;
  await stage.run(mergeContacts, { contactId: kept, otherId: contact.id });
  const { result } = await stage.run(undoContactChanges, { contactId: kept, operationId });
  expect(result).toMatchObject({ id: kept, email });
});

test("a merge with too many conversations is refused", async () => {
  const { stage, kept, other } = await twins();
  await world.database.query(
    `insert into conversation (account_id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause,
                               status_changed_at, last_activity_at, created_at, updated_at)
     select account_id, display_id + n, inbox_id, $2, contact_inbox_id, 'resolved', cause, now(), now(), now(), now()
       from conversation, generate_series(1, 501) n where account_id = $1`,
    [stage.accountId, other],
  );
  const merging = stage.run(mergeContacts, { contactId: kept, otherId: other });
  await expect(merging).rejects.toMatchObject({ refusal: "contact.merge_too_large", field: "otherId" });
});

test("a message received during a merge arrives at the kept contact", async () => {
  const { stage, kept, other, sourceId } = await twins();
  const inbox = { inboxId: stage.inbox.id, content: "Hello" };
  await stage.run(receiveFrom, { ...inbox, from: { sourceId } });
  await Promise.all([
    world.run(mergeContacts, stage.admin, { contactId: kept, otherId: other }),
    ...Array.from({ length: 5 }, () => world.run(receiveFrom, stage.admin, { ...inbox, from: { sourceId } })),
  ]);
  const rows = await world.database.query<{ contactId: number; messages: number }>(
    `select c.contact_id as "contactId", count(*) as messages from conversation c
       join message m on m.account_id = c.account_id and m.conversation_id = c.id
      where c.account_id = $1 and m.content = 'Hello' group by 1`,
    [stage.accountId],
  );
  expect(rows.map(({ contactId }) => contactId)).toEqual([kept]);
});

test("a contact is found by the email of each contact that was merged into it, also the first of many", async () => {
  const stage = await createStage(world);
  const contactId = stage.contact.id;
  const mark = crypto.randomUUID().slice(0, 8);
  for (let i = 1; i <= 7; i++) {
    const named = { name: `Shop visitor ${i}`, email: `visit${i}-${mark}@example.test` };
    const { contact } = (await stage.run(createContact, named)).result;
    await stage.run(mergeContacts, { contactId, otherId: contact.id });
  }
  await indexWords(world);
  for (const query of [`visit7-${mark}@example.test`, `visit1-${mark}@example.test`]) {
    const { contacts } = await search(world.database, stage.admin, { query, limit: 5 });
    expect([query, contacts.map(({ detail }) => detail?.text)]).toEqual([query, [query]]);
  }
});
