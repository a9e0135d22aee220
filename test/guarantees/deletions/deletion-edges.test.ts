import { afterAll, beforeAll, expect, test } from "vitest";
import type { Command } from "@/server/commands/_run/run";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { setAttributes, setSubject } from "@/server/commands/conversations/set-fields";
import { trashConversation } from "@/server/commands/conversations/trash";
import { confirmDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { deleteContact, deleteConversation } from "@/server/commands/deletions/delete-directly";
import { createGroup } from "@/server/commands/groups/create-group";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { getContact } from "@/server/queries/contacts/list-contacts";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { advance, confirm, prepare, textOfLog } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const SECRET = "Perlhuhn";

const another = async (stage: Stage) =>
  (await stage.run(createContact, { name: "Somebody else" })).result.contact;

const stateOf = async (id: number) =>
  (await world.database.query("select state, skips from deletion where id = $1", [id]))[0];

test("a prepared deletion counts messages, notes and erased contacts as people see them", async () => {
  const stage = await createStage(world);
  const contactId = (await another(stage)).id;
  const begun = { inboxId: stage.inbox.id, contactId, startedBy: "other" } as const;
  const { id: conversationId } = (await stage.run(createConversation, begun)).result.conversation;
  await stage.run(receiveMessage, { conversation: { conversationId }, content: "Hello" });
  await stage.run(addNote, { conversation: { conversationId }, content: "Mind" });
  await stage.run(trashConversation, { conversation: { conversationId } });
  const one = await prepare(stage, { ids: [conversationId] });
  expect(one.counts).toEqual({ conversations: 1, messages: 1, notes: 1, contacts: 1, blocked: 0 });
  const lonely = await prepare(stage, { contactId: (await another(stage)).id });
  expect(lonely.counts).toEqual({ conversations: 0, messages: 0, notes: 0, contacts: 1, blocked: 0 });
});

test("a contact that is merged into another before the confirmation erases nobody", async () => {
  const stage = await createStage(world);
  const [doomed, other] = [await another(stage), await another(stage)];
  const { token } = await prepare(stage, { contactId: doomed.id });
  await stage.run(mergeContacts, { contactId: other.id, otherId: doomed.id });
  const refused = await stage.run(confirmDeletion, { token: token ?? "" }).catch((error: Error) => error);
  expect(refused).toMatchObject({ refusal: "deletion.set_changed" });
});

test("a contact that is being erased cannot be merged, in either direction", async () => {
  const stage = await createStage(world);
  const [doomed, other] = [await another(stage), await another(stage)];
  const { id } = await confirm(stage, { contactId: doomed.id });
  for (const [contactId, otherId] of [
    [other.id, doomed.id],
    [doomed.id, other.id],
  ] as const)
    expect(
      await stage.run(mergeContacts, { contactId, otherId }).catch((error: Error) => error),
    ).toMatchObject({ refusal: "contact.being_erased" });
  await advance(stage, id);
  expect(await stateOf(id)).toMatchObject({ state: "succeeded" });
  expect(await getContact(world.database, stage.admin, other.id)).toMatchObject({ name: other.name });
});

test("a deletion of a merged contact erases neither contact and reports it", async () => {
  const stage = await createStage(world);
  const other = await another(stage);
  const { id } = await confirm(stage, { contactId: stage.contact.id });
  await world.database.query("update contact set merged_into_id = $2 where id = $1", [
    stage.contact.id,
    other.id,
  ]);
  const { events } = await advance(stage, id);
  expect(events.map(({ type }) => type)).toEqual(["operation.failed"]);
  expect(await stateOf(id)).toEqual({ state: "failed", skips: { "contact.not_found": 1 } });
  expect(await getContact(world.database, stage.admin, other.id)).toMatchObject({ name: other.name });
});

test("the events of a live conversation's deletion contain nothing that people wrote", async () => {
  const stage = await createStage(world);
  await stage.run(setAttributes, { conversation: conversation(stage), set: { note: SECRET } });
  await stage.run(setSubject, { conversation: conversation(stage), subject: SECRET });
  await stage.run(deleteConversation, { conversation: conversation(stage) });
  const { events, text } = await textOfLog(stage);
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["conversation.trashed"]));
  expect(text).not.toContain(SECRET);
});

/** Runs it under an Idempotency-Key, so that its answer is stored. */
const keep = <I, R>({ admin }: Stage, command: Command<I, R>, input: I) =>
  world.run.once(command, admin, input, {
    key: crypto.randomUUID(),
    fingerprint: "of this test",
    answer: (result) => ({ status: 200, body: result }),
  });

const answersOf = async ({ accountId }: Stage) =>
  (
    await world.database.query<{ answer: string }>(
      "select answer::text from idempotency where account_id = $1 order by created_at",
      [accountId],
    )
  ).map(({ answer }) => answer);

test("erasing a contact deletes the stored answers about it, and no others", async () => {
  const stage = await createStage(world);
  const doomed = (await stage.run(createContact, { name: SECRET })).result.contact;
  await keep(stage, createContact, { name: "Somebody else" });
  await keep(stage, updateContact, { contactId: doomed.id, phone: "+34600111222" });
  const csv = `name,phone\n${SECRET},+34600111222\n`;
  await keep(stage, importContacts, { csv, dryRun: false });
  await keep(stage, importContacts, { csv: `name,email\n${SECRET},new@example.test\n`, dryRun: true });
  const twin = (await stage.run(createContact, { name: "Twin" })).result.contact;
  await keep(stage, mergeContacts, { contactId: doomed.id, otherId: twin.id });
  expect(await answersOf(stage)).toHaveLength(5);

  await advance(stage, (await confirm(stage, { contactId: doomed.id })).id);
  expect(await answersOf(stage)).toEqual([expect.stringContaining("Somebody else")]);
});

test("every way of purging a conversation deletes the stored answers about it", async () => {
  const stage = await createStage(world);
  const from = { sourceId: "wa:1", name: "Ana" };
  await keep(stage, sendMessage, { conversation: conversation(stage), content: SECRET });
  await keep(stage, setAttributes, { conversation: conversation(stage), set: { note: SECRET } });
  await keep(stage, receiveFrom, { inboxId: stage.inbox.id, from, content: "Other" });
  expect(await answersOf(stage)).toHaveLength(3);
  await stage.run(deleteConversation, { conversation: conversation(stage) });
  expect(await answersOf(stage)).toEqual([expect.stringContaining("Other")]);
});

/** A delivery of each contact's events, to which the receiver answered by echoing the body. */
const deliverContacts = ({ accountId }: Stage) =>
  world.database.query(
    `with delivered as (
       insert into delivery (account_id, endpoint_id, event_id, event_seq, event_stamped_at, type, due_at, created_at)
       select account_id, 1, id, seq, stamped_at, type, stamped_at, stamped_at from event
        where account_id = $1 and resource_type = 'contact' returning account_id, id, event_id)
     insert into delivery_try (account_id, delivery_id, endpoint_id, number, at, duration_ms, status, excerpt)
     select o.account_id, o.id, 1, 1, e.stamped_at, 5, 500, 'Cannot take ' || (e.body->'data'->>'name')
       from delivered o join event e on e.account_id = o.account_id and e.id = o.event_id`,
    [accountId],
  );

test("erasing a contact deletes the receivers' answers to its events, and no others", async () => {
  const stage = await createStage(world);
  const doomed = (await stage.run(createContact, { name: SECRET })).result.contact;
  const other = await another(stage);
  await world.relay();
  await deliverContacts(stage);
  await advance(stage, (await confirm(stage, { contactId: doomed.id })).id);
  const excerpts = await world.database.query(
    "select excerpt from delivery_try where account_id = $1 and excerpt is not null order by id",
    [stage.accountId],
  );
  expect(excerpts).toEqual([stage.contact, other].map(({ name }) => ({ excerpt: `Cannot take ${name}` })));
});

test("a contact in a group on legal hold keeps their conversations: nothing is deleted for an erasure that must not end", async () => {
  const stage = await createStage(world);
  const { contact, hiddenInbox } = stage;
  const members = [{ contactId: contact.id }];
  await stage.run(createGroup, { inboxId: hiddenInbox.id, name: "Choir", members, startedBy: "other" });
  const { token } = await prepare(stage, { contactId: contact.id });
  await stage.run(updateInbox, { inboxId: hiddenInbox.id, legalHold: true });
  const refused = { refusal: "inbox.legal_hold" };
  await expect(stage.run(deleteContact, { contactId: contact.id })).rejects.toMatchObject(refused);
  expect(await prepare(stage, { contactId: contact.id })).toMatchObject({ token: null });
  await expect(stage.run(confirmDeletion, { token: token ?? "" })).rejects.toMatchObject({
    refusal: "deletion.set_changed",
  });
  const rows = await world.database.query("select lifecycle from conversation where id = $1", [
    stage.conversation.id,
  ]);
  expect(rows).toEqual([{ lifecycle: "live" }]);
});
