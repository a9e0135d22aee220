import { afterAll, beforeAll, expect, test } from "vitest";
import { addContactNote, deleteContactNote } from "@/server/commands/contacts/contact-notes";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { setAttributes, setSubject } from "@/server/commands/conversations/set-fields";
import { restoreConversation } from "@/server/commands/conversations/trash";
import { confirmDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { createGroup } from "@/server/commands/groups/create-group";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { labelContact } from "@/server/commands/organising/labels";
import { listDeletions } from "@/server/queries/conversations/deletions";
import { saveRefusedMail } from "@/server/store/inboxes/refused-mail";
import { conversation, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { advance, confirm, prepare, textOfLog } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";
import { tablesWith } from "./sweep";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const SECRET = "Perlhuhn";

/** A trashed conversation with a message, an attribute and a subject. */
async function trashed(): Promise<Stage> {
  const stage = await createStage(world);
  await stage.run(receiveMessage, { conversation: conversation(stage), content: SECRET });
  await stage.run(setAttributes, { conversation: conversation(stage), set: { note: SECRET } });
  await stage.run(setSubject, { conversation: conversation(stage), subject: SECRET });
  await trash(stage);
  return stage;
}

test("a purge removes a conversation from every table and, except ids, types and hashes, from the log", async () => {
  const stage = await trashed();
  const before = await textOfLog(stage);
  expect(before.text).toContain(SECRET);
  const hashes = before.events.map(({ id, seq, type, hash }) => ({ id, seq, type, hash }));

  const { id, operationId } = await confirm(stage, { ids: [stage.conversation.id] });
  const { result, events } = await advance(stage, id);
  expect(result).toEqual({ hasMore: false });
  expect(events.filter(({ type }) => type === "conversation.purged")).toHaveLength(1);
  expect(new Set(events.map((event) => event.operationId))).toEqual(new Set([operationId]));

  const after = await textOfLog(stage);
  expect(after.text).not.toContain(SECRET);
  expect(
    after.events.slice(0, hashes.length).map(({ id, seq, type, hash }) => ({ id, seq, type, hash })),
  ).toEqual(hashes);
  const left = await world.database.query<{ messages: number }>(
    `select (select count(*) from message where conversation_id = $1) as messages`,
    [stage.conversation.id],
  );
  expect(left).toEqual([{ messages: 0 }]);
  const { data } = await listDeletions(world.database, stage.admin, { after: null, limit: 10 });
  expect(data).toEqual([
    expect.objectContaining({
      type: "conversation",
      id: stage.conversation.id,
      operationId,
      reason: "by_hand",
    }),
  ]);
});

test("a prepared deletion lists what cannot be deleted, each with its reason; the token contains the rest", async () => {
  const stage = await trashed();
  const live = await stage.run(createConversation, {
    inboxId: stage.inbox.id,
    contactId: stage.contact.id,
    startedBy: "other",
  });
  const onHold = await stage.run(createConversation, {
    inboxId: stage.hiddenInbox.id,
    contactId: stage.contact.id,
    startedBy: "other",
  });
  await world.database.query("update inbox set legal_hold = true where id = $1", [stage.hiddenInbox.id]);
  const [liveId, onHoldId] = [live.result.conversation.id, onHold.result.conversation.id];
  const plan = await prepare(stage, { ids: [stage.conversation.id, liveId, onHoldId, 9_999_999] });
  expect(plan.counts).toMatchObject({ conversations: 1, contacts: 0, blocked: 3 });
  expect(plan.blocked.map(({ id, code }) => [id, code])).toEqual([
    [liveId, "conversation.not_trashed"],
    [onHoldId, "inbox.legal_hold"],
    [9_999_999, "conversation.not_found"],
  ]);
  expect(plan.token).not.toBeNull();
});

test("confirming a set that has changed is refused with the changes; the token is valid for nothing else", async () => {
  const stage = await trashed();
  const { token } = await prepare(stage, { ids: [stage.conversation.id] });
  await stage.run(receiveMessage, { conversation: conversation(stage), content: "Wait" });
  const refused = await stage.run(confirmDeletion, { token: token ?? "" }).catch((error: Error) => error);
  expect(refused).toMatchObject({
    refusal: "deletion.set_changed",
    detail: expect.stringContaining("conversation.not_trashed"),
  });
});

test("a conversation that its customer restores after the confirmation stays, and the deletion reports it", async () => {
  const stage = await trashed();
  const { id } = await confirm(stage, { ids: [stage.conversation.id] });
  await stage.run(receiveMessage, { conversation: conversation(stage), content: "Wait" });
  const { events } = await advance(stage, id);
  expect(events.filter(({ type }) => type === "conversation.purged")).toEqual([]);
  const [row] = await world.database.query<{ state: string; skips: object }>(
    "select state, skips from deletion where id = $1",
    [id],
  );
  expect(row).toEqual({ state: "failed", skips: { "conversation.not_trashed": 1 } });
});

test("a conversation restored and trashed again after the confirmation stays", async () => {
  const stage = await trashed();
  const { id } = await confirm(stage, { ids: [stage.conversation.id] });
  await stage.run(restoreConversation, { conversation: conversation(stage) });
  await trash(stage);
  const { events } = await advance(stage, id);
  expect(events.map(({ type }) => type)).toEqual(["operation.failed"]);
  const [row] = await world.database.query<{ skips: object }>("select skips from deletion where id = $1", [
    id,
  ]);
  expect(row).toEqual({ skips: { "conversation.changed": 1 } });
});

test("two workers at one deletion purge each conversation once", async () => {
  const stage = await trashed();
  const { id } = await confirm(stage, { ids: [stage.conversation.id] });
  const both = await Promise.all([advance(stage, id), advance(stage, id)]);
  const events = both.flatMap((done) => done.events);
  expect(events.filter(({ type }) => type === "conversation.purged")).toHaveLength(1);
});

test("an erasure takes a contact out of groups, with what they wrote there and the notices that name them", async () => {
  const stage = await trashed();
  const [name, secret] = ["Erasmus Vergessen", "The tenors are flat"];
  const { contact: gone } = (await stage.run(createContact, { name })).result;
  const { contact: other } = (await stage.run(createContact, { name: "Bo" })).result;
  const { result: group } = await stage.run(createGroup, {
    inboxId: stage.inbox.id,
    name: "Choir",
    members: [{ contactId: gone.id }, { contactId: other.id }],
    startedBy: "other",
  });
  const conversation = { conversationId: group.conversation.id };
  await stage.run(receiveMessage, { conversation, fromContactId: gone.id, content: secret });
  await stage.run(receiveMessage, { conversation, fromContactId: other.id, content: "Kept" });
  await world.relay();
  const { id } = await confirm(stage, { contactId: gone.id });
  const { events } = await advance(stage, id);
  expect(events.map(({ type }) => type)).toEqual([
    "conversation_member.left",
    "message.deleted",
    "message.updated",
    "contact.erased",
    "operation.succeeded",
  ]);
  const rows = await world.database.query(
    `select kind, content, sender_name as "senderName" from message where conversation_id = $1 order by number`,
    [group.conversation.id],
  );
  expect(rows).toMatchObject([
    { kind: "system", content: "Ada Duarte created the group “Choir” with …." },
    { content: "", senderName: null },
    { content: "Kept", senderName: "Bo" },
  ]);
  const { events: all, text } = await textOfLog(stage);
  const texts = all.map((event) => JSON.stringify(event));
  expect(texts.filter((event) => event.includes(name) || event.includes(secret))).toEqual([]);
  expect(text).toContain("Kept");
});

test("an erasure removes a contact and all their conversations, trashed or not, also from the log", async () => {
  const stage = await trashed();
  const name = "Erasmus Vergessen";
  const { result } = await stage.run(createContact, {
    name,
    email: "vergessen@example.test",
    inboxId: stage.inbox.id,
  });
  const contactId = result.contact.id;
  await stage.run(createConversation, {
    inboxId: stage.inbox.id,
    contactId,
    startedBy: "agent",
    message: { content: SECRET },
  });
  await stage.run(updateContact, { contactId, email: "other@example.test" });
  await stage.run(labelContact, { contactId, add: ["stammkunde"] });
  const note = { contactId, content: `About ${name}` };
  const { id: noteId } = (await stage.run(addContactNote, note)).result;
  await stage.run(addContactNote, note);
  await stage.run(deleteContactNote, { contactId, noteId });
  await saveRefusedMail(world.database, stage.accountId, {
    inboxId: stage.inbox.id,
    mailKey: "one@example.test",
    sender: "Other@example.test",
    subject: `From ${name}`,
    code: "mail.empty",
    reason: "The mail is empty.",
    bytes: 0,
    refusedAt: world.clock.now,
  });
  const { id } = await confirm(stage, { contactId });
  const { events } = await advance(stage, id);
  const kept = await world.database.query("select 1 from contact_change where contact_id = $1", [contactId]);
  expect(kept).toEqual([]);
  expect(await tablesWith(world.database, name)).toEqual([]);
  const labelled = await world.database.query("select 1 from contact_label where contact_id = $1", [
    contactId,
  ]);
  expect(labelled).toEqual([]);
  const types = ["conversation.trashed", "conversation.purged", "contact.erased", "contact_note.deleted"];
  expect(events.map(({ type }) => type).filter((type) => types.includes(type))).toEqual(types);
  const { text } = await textOfLog(stage);
  expect(text.includes(name) || text.includes("vergessen@example.test")).toBe(false);
  expect(await prepare(stage, { contactId }).catch((error: Error) => error)).toMatchObject({
    refusal: "contact.not_found",
  });
});
