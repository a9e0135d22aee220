import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { trashConversation } from "@/server/commands/conversations/trash";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { createGroup } from "@/server/commands/groups/create-group";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage, editMessage } from "@/server/commands/messages/edit-message";
import { forwardAsNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { listOverdueAccounts } from "@/server/store/retention/retention";
import { dropExpired } from "@/server/worker/jobs/jobs";
import { conversation, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { advance, confirm, prepare } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";
import { tablesWith } from "./sweep";

// A permanent deletion also empties notes that were copied from the deleted messages.

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Another conversation, with another customer. */
async function elsewhere(stage: Stage, inboxId = stage.inbox.id): Promise<number> {
  const { contact } = (await stage.run(createContact, { name: "Ming" })).result;
  const made = await stage.run(createConversation, { inboxId, contactId: contact.id, startedBy: "other" });
  return made.result.conversation.id;
}

/** A message that is forwarded into another inbox's conversation. */
async function open() {
  const stage = await createStage(world);
  const secret = `Perlhuhn-${randomUUID()}`;
  const original = await stage.run(receiveMessage, { conversation: conversation(stage), content: secret });
  const placeId = await elsewhere(stage, stage.hiddenInbox.id);
  const forward = async (messageId: number, conversationId: number) =>
    (await stage.run(forwardAsNote, { messageId, to: { conversationId } })).result.message.id;
  const noteId = await forward(original.result.message.id, placeId);
  return { stage, secret, messageId: original.result.message.id, placeId, noteId, forward };
}

const noteOf = async (noteId: number) =>
  (
    await world.database.query<{ content: string; attributes: object; isDeleted: boolean }>(
      `select content, content_attributes as attributes, deleted_at is not null as "isDeleted"
         from message where id = $1`,
      [noteId],
    )
  )[0];

test("a purge removes the text of a forwarded note from its events and every other table, and records it", async () => {
  const { stage, secret, placeId, noteId } = await open();
  const later = await stage.run(sendMessage, { conversation: { conversationId: placeId }, content: "Ours" });
  await world.relay(); // some events are in the log, the rest are not
  await trash(stage);
  expect(await tablesWith(world.database, secret)).toEqual(expect.arrayContaining(["event", "message"]));
  const { id } = await confirm(stage, { ids: [stage.conversation.id] });
  const { events } = await advance(stage, id);
  expect(await tablesWith(world.database, secret)).toEqual([]);
  expect(await noteOf(noteId)).toEqual({ content: "", attributes: {}, isDeleted: true });
  expect(events.filter(({ type }) => type === "message.deleted")).toMatchObject([
    { resource: { id: noteId }, data: { content: "", conversation: { id: placeId } } },
  ]);
  const [kept] = await world.database.query<{ content: string }>(
    "select content from message where id = $1",
    [later.result.message.id],
  );
  expect(kept).toEqual({ content: "Ours" });
  await world.relay();
  expect(await tablesWith(world.database, "Ours")).toEqual(["event", "message"]);
  const due = await world.database.query<object>("select 1 from search_due where subject_id = $1", [noteId]);
  expect(due.length).toBeGreaterThan(0); // the search indexes it again
});

test("an erased contact's words are removed from copies of copies, also from changed and deleted ones", async () => {
  const { stage, secret, noteId, forward } = await open();
  const third = await elsewhere(stage);
  const againId = await forward(noteId, third);
  const changedId = await forward(noteId, third);
  await stage.run(editMessage, { messageId: changedId, content: `He says ${secret}` });
  await stage.run(editMessage, { messageId: changedId, content: "Nothing" });
  const deletedId = await forward(noteId, third);
  await stage.run(deleteMessage, { messageId: deletedId });
  expect(await tablesWith(world.database, secret)).toContain("message_revision");
  await trash(stage);
  const { id } = await confirm(stage, { contactId: stage.contact.id });
  const { events } = await advance(stage, id);
  await world.relay();
  expect(await tablesWith(world.database, secret)).toEqual([]);
  for (const one of [noteId, againId, changedId, deletedId])
    expect(await noteOf(one)).toEqual({ content: "", attributes: {}, isDeleted: true });
  const recorded = events
    .filter(({ resource }) => resource.type === "message")
    .map(({ type, resource }) => [resource.id, type]);
  expect(recorded.sort()).toEqual(
    [
      [noteId, "message.deleted"],
      [againId, "message.deleted"],
      [changedId, "message.deleted"],
      [deletedId, "message.updated"],
    ].sort(),
  );
});

test("what an erased contact wrote in a group is removed from copies of copies, and nothing else", async () => {
  const { stage, forward } = await open();
  const secret = `Perlhuhn-${randomUUID()}`;
  const { contact: gone } = (await stage.run(createContact, { name: "Erasmus" })).result;
  const { contact: other } = (await stage.run(createContact, { name: "Bo" })).result;
  const members = [{ contactId: gone.id }, { contactId: other.id }];
  const choir = { inboxId: stage.inbox.id, name: "Choir", members, startedBy: "other" as const };
  const group = { conversationId: (await stage.run(createGroup, choir)).result.conversation.id };
  const say = async (contactId: number, content: string) =>
    (await stage.run(receiveMessage, { conversation: group, fromContactId: contactId, content })).result
      .message.id;
  const [said, kept] = [await say(gone.id, secret), await say(other.id, "Kept")];
  const [second, third] = [await elsewhere(stage), await elsewhere(stage, stage.hiddenInbox.id)];
  // Notes of either in each place: numbers of the two chains coincide.
  const copies: Record<number, number[]> = { [said]: [], [kept]: [] };
  for (const id of [kept, said]) {
    const first = await forward(id, second);
    const again = await forward(first, third);
    copies[id] = [
      first,
      again,
      await forward(again, group.conversationId),
      await forward(id, group.conversationId),
    ];
  }
  await stage.run(deleteMessage, { messageId: copies[said]?.[1] ?? 0 });
  const { id } = await confirm(stage, { contactId: gone.id });
  await advance(stage, id);
  await world.relay();
  expect(await tablesWith(world.database, secret)).toEqual([]);
  for (const noteId of copies[said] ?? [])
    expect(await noteOf(noteId)).toEqual({ content: "", attributes: {}, isDeleted: true });
  for (const noteId of copies[kept] ?? []) expect(await noteOf(noteId)).toMatchObject({ content: "Kept" });
});

test("purging a note in the middle of a chain empties its copies and keeps its source", async () => {
  const { stage, secret, messageId, placeId, noteId, forward } = await open();
  const third = await elsewhere(stage);
  const againId = await forward(noteId, third);
  await stage.run(trashConversation, { conversation: { conversationId: placeId } });
  const { id } = await confirm(stage, { ids: [placeId] });
  await advance(stage, id);
  expect(await noteOf(againId)).toMatchObject({ content: "" });
  expect(await noteOf(messageId)).toMatchObject({ content: secret });
});

test("a note with two sources is emptied with the first; the second makes no event of it", async () => {
  const { stage, placeId, noteId, forward } = await open();
  const againId = await forward(noteId, await elsewhere(stage));
  const empty = async (conversationId: number) => {
    await stage.run(trashConversation, { conversation: { conversationId } });
    const { id } = await confirm(stage, { ids: [conversationId] });
    const { events } = await advance(stage, id);
    return events.filter(({ resource }) => resource.type === "message").map(({ type }) => type);
  };
  expect(await empty(placeId)).toEqual(["message.deleted"]);
  expect(await empty(stage.conversation.id)).toEqual([]);
  expect(await noteOf(againId)).toEqual({ content: "", attributes: {}, isDeleted: true });
});

test("a deleted copy on legal hold keeps its source only as long as its own text is kept", async () => {
  const { stage, secret, noteId } = await open();
  await stage.run(deleteMessage, { messageId: noteId });
  const hold = (legalHold: boolean) => stage.run(updateInbox, { inboxId: stage.hiddenInbox.id, legalHold });
  await hold(true);
  await trash(stage);
  const codes = async () => JSON.stringify(await prepare(stage, { ids: [stage.conversation.id] }));
  expect(await codes()).toContain("inbox.legal_hold");
  await expect(stage.run(deleteConversation, { conversation: conversation(stage) })).rejects.toThrow(
    "inbox.legal_hold",
  );
  await hold(false);
  pass(world, 25 * 3_600_000);
  await dropExpired({ database: world.database, now: () => world.clock.now });
  await hold(true);
  expect(await codes()).not.toContain("inbox.legal_hold");
  await stage.run(deleteConversation, { conversation: conversation(stage) });
  await world.relay();
  expect(await tablesWith(world.database, secret)).toEqual([]);
});

test("a copy in an inbox on legal hold keeps its source, and the deletion reports it until the hold is lifted", async () => {
  const { stage, secret, noteId } = await open();
  await trash(stage);
  const hold = (legalHold: boolean) => stage.run(updateInbox, { inboxId: stage.hiddenInbox.id, legalHold });
  const { id } = await confirm(stage, { ids: [stage.conversation.id] });
  await hold(true);
  const { events } = await advance(stage, id);
  expect(events.map(({ type }) => type)).not.toContain("conversation.purged");
  expect(await noteOf(noteId)).toMatchObject({ content: secret });
  expect(JSON.stringify(await prepare(stage, { ids: [stage.conversation.id] }))).toContain(
    "inbox.legal_hold",
  );
  await expect(stage.run(deleteConversation, { conversation: conversation(stage) })).rejects.toThrow(
    "inbox.legal_hold",
  );
  const overdue = () => {
    const now = new Date(world.clock.now.getTime() + 40 * 86_400_000);
    return listOverdueAccounts(world.database, { now, limit: 1_000 });
  };
  expect(await overdue()).not.toContain(stage.accountId);
  await hold(false);
  expect(await overdue()).toContain(stage.accountId);
  await stage.run(deleteConversation, { conversation: conversation(stage) });
  await world.relay();
  expect(await tablesWith(world.database, secret)).toEqual([]);
});

test.each(Array.from({ length: 6 }, (_, round) => round))(
  "a message forwarded during its purge is either not found or its copy is emptied (%i)",
  async () => {
    const { stage, secret, messageId } = await open();
    const placeId = await elsewhere(stage);
    await trash(stage);
    const { id } = await confirm(stage, { ids: [stage.conversation.id] });
    await Promise.allSettled([
      stage.run(forwardAsNote, { messageId, to: { conversationId: placeId } }),
      advance(stage, id),
    ]);
    await world.relay();
    expect(await tablesWith(world.database, secret)).toEqual([]);
  },
);
