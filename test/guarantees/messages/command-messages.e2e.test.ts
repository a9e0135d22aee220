import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { acknowledgeCommands, sendCommandMessage } from "@/server/commands/messages/command-messages";
import type { Caller } from "@/server/contract/_shared/caller";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listCommandMessages, listCommandMessagesOf } from "@/server/queries/messages/command-messages";
import { deleteExpired } from "@/server/store/retention/expiry";
import { tablesWith } from "@/test/guarantees/deletions/sweep";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { conversation, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { advance, confirm } from "@/test/support/scenes/deleting";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const now = () => world.clock.now;

const send = async (s: Stage, content: string, more: object = {}) =>
  (await s.run(sendCommandMessage, { conversation: conversation(s), content, ...more })).result;

/** The contents that wait for a contact, with their numbers. */
const waiting = async (s: Stage, contactId = s.contact.id, after = 0) =>
  (
    await listCommandMessagesOf(world.database, s.admin, { contactId, after, limit: 50, now: now() })
  ).data.map(({ number, command }) => [number, command.content]);

const acknowledge = async (s: Stage, upTo: number, contactId = s.contact.id) =>
  (await s.run(acknowledgeCommands, { contactId, upTo })).result.acknowledged;

/** Makes the stage's conversation a group of its contact and two others, of whom the last has left. */
async function withMembers(s: Stage): Promise<{ member: number; former: number }> {
  const add = async (name: string) => (await s.run(createContact, { name })).result.contact.id;
  const [member, former] = [await add("Zoë"), await add("Omar")];
  await world.database.query(
    `with numbered as (
       update message set history_number = number where account_id = $1 and conversation_id = $2)
     update conversation set last_history_number = last_number where account_id = $1 and id = $2`,
    [s.accountId, s.conversation.id],
  );
  await world.database.query(
    `insert into conversation_member (account_id, conversation_id, contact_id, role, joined_at, left_at, created_at, updated_at)
     select $1, $2, id, 'member', $4, case when id = $5 then $4::timestamptz end, $4, $4 from unnest($3::bigint[]) as m (id)`,
    [s.accountId, s.conversation.id, [s.contact.id, member, former], now(), former],
  );
  return { member, former };
}

test("a command message changes nothing in its conversation, and is in no history", async () => {
  const s = await createStage(world);
  const before = await getConversation(world.database, s.admin, conversation(s));
  await send(s, "typing");
  expect(await getConversation(world.database, s.admin, conversation(s))).toEqual(before);
});

test("a contact's command messages are numbered without gaps over all conversations, also when sent at once", async () => {
  const s = await createStage(world);
  const begun = await s.run(createConversation, {
    inboxId: s.inbox.id,
    contactId: s.contact.id,
    startedBy: "other",
  });
  const second = { conversationId: begun.result.conversation.id };
  await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      send(s, `${i}`, { conversation: i % 2 === 0 ? conversation(s) : second }),
    ),
  );
  const found = await waiting(s);
  expect(found.map(([number]) => number)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(new Set(found.map(([, content]) => content)).size).toBe(12);
});

test("an acknowledgement ends the waiting of all up to its number, once", async () => {
  const s = await createStage(world);
  for (const content of ["a", "b", "c"]) await send(s, content);
  expect(await waiting(s, s.contact.id, 1)).toEqual([
    [2, "b"],
    [3, "c"],
  ]);
  expect(await acknowledge(s, 2)).toBe(2);
  expect(await acknowledge(s, 2)).toBe(0);
  expect(await waiting(s)).toEqual([[3, "c"]]);
  const page = { conversation: conversation(s), limit: 2, now: now() };
  const { data, hasMore } = await listCommandMessages(world.database, s.admin, page);
  expect(hasMore).toBe(true);
  expect(data.map(({ content, recipients, acknowledged }) => [content, recipients, acknowledged])).toEqual([
    ["b", 1, 1],
    ["c", 1, 0],
  ]);
});

test("who sees or names one inbox acknowledges what was sent in it, and nothing of others", async () => {
  const s = await createStage(world);
  const begun = { inboxId: s.hiddenInbox.id, contactId: s.contact.id, startedBy: "other" as const };
  const { id } = (await s.run(createConversation, begun)).result.conversation;
  await send(s, "here");
  await send(s, "hidden", { conversation: { conversationId: id } });
  await send(s, "here too");
  const ack = (caller: Caller, more: object = {}) =>
    world.run(acknowledgeCommands, caller, { contactId: s.contact.id, upTo: 3, ...more });
  expect((await ack(s.agent, { inboxId: s.hiddenInbox.id })).result.acknowledged).toBe(0);
  expect((await ack(s.agent)).result.acknowledged).toBe(2);
  expect(await waiting(s)).toEqual([[2, "hidden"]]);
  await send(s, "here again");
  expect((await ack(s.admin, { inboxId: s.hiddenInbox.id })).result.acknowledged).toBe(1);
  expect(await waiting(s)).toEqual([[4, "here again"]]);
});

test("in a group a command message waits for each member but its sender, and for nobody who left", async () => {
  const s = await createStage(world);
  const { member } = await withMembers(s);
  const all = await send(s, "all");
  expect(all.recipients.map(({ contactId }) => contactId)).toEqual([s.contact.id, member]);
  const own = await send(s, "own", { fromContactId: member });
  expect(own.recipients).toEqual([{ contactId: s.contact.id, number: 2 }]);
  expect(own.command).toMatchObject({ sender: { type: "contact", id: member, name: "Zoë" } });
});

test("a repetition answers the first one with its numbers, and sends nothing", async () => {
  const s = await createStage(world);
  const first = await send(s, "a", { clientId: "c-1" });
  expect(await send(s, "a", { clientId: "c-1" })).toEqual({ ...first, isRepeated: true });
  expect(await waiting(s)).toEqual([[1, "a"]]);
});

test("an expired one waits no more, and the next job deletes it with its recipients", async () => {
  const s = await createStage(world);
  await send(s, "soon over", { expiresInSeconds: 60 });
  await send(s, "lasts");
  pass(world, 61_000);
  expect(await waiting(s)).toEqual([[2, "lasts"]]);
  for (const table of ["command_recipient", "command_message"] as const)
    expect(await deleteExpired(world.database, table, { now: now(), limit: 100 })).toBe(1);
  await send(s, "next");
  expect((await waiting(s)).map(([number]) => number)).toEqual([2, 3]);
});

test("merged contacts have one queue: what waited for either waits once, and a number from before marks nothing", async () => {
  const s = await createStage(world);
  const { member } = await withMembers(s);
  await send(s, "seen");
  await acknowledge(s, 1, member);
  await send(s, "both");
  await send(s, "member's", { recipientIds: [member] });
  await s.run(mergeContacts, { contactId: s.contact.id, otherId: member });
  const found = await waiting(s);
  expect(found.map(([, content]) => content).sort()).toEqual(["both", "member's", "seen"]);
  expect(await acknowledge(s, 3, member)).toBe(0);
  expect(await waiting(s, member)).toEqual(found);
  expect(await acknowledge(s, Math.max(...found.map(([number]) => Number(number))))).toBe(3);
});

const SECRET = "Perlhuhn";

test("a purge deletes the command messages of a conversation from every table and from the log", async () => {
  const s = await createStage(world);
  await send(s, SECRET, { contentAttributes: { said: SECRET } });
  await trash(s);
  await world.relay();
  const { id } = await confirm(s, { ids: [s.conversation.id] });
  await advance(s, id);
  await world.relay();
  expect(await tablesWith(world.database, SECRET)).toEqual([]);
});

test("the erasure of a person deletes what they sent into groups and what waits for them", async () => {
  const s = await createStage(world);
  const { member } = await withMembers(s);
  await send(s, SECRET, { fromContactId: member });
  await send(s, "for both");
  await world.relay();
  const { id } = await confirm(s, { contactId: member });
  await advance(s, id);
  await world.relay();
  expect(await tablesWith(world.database, SECRET)).toEqual([]);
  const left = await world.database.query(
    `select 1 from command_recipient where account_id = $1 and contact_id = $2
     union all select 1 from command_queue where account_id = $1 and contact_id = $2`,
    [s.accountId, member],
  );
  expect(left).toEqual([]);
  expect((await waiting(s)).map(([, content]) => content)).toEqual(["for both"]);
});

test("no queue breaks a rule of the tables", async () => {
  expect(await findBroken(world.database)).toEqual({});
});

test("whoever runs it, an acknowledgement is announced to those who see the conversation; a repetition is not", async () => {
  const s = await createStage(world);
  await send(s, "a");
  const announced: unknown[] = [];
  const run = createRun({
    database: world.database,
    now,
    onCommitted: () => {},
    onAnnounced: (accountId, all) => announced.push([accountId, ...all]),
  });
  for (const _ of [1, 2]) await run(acknowledgeCommands, s.admin, { contactId: s.contact.id, upTo: 9 });
  const { displayId, inboxId } = s.conversation;
  expect(announced).toEqual([[s.accountId, { what: "acknowledged", displayId, inboxId }]]);
});
