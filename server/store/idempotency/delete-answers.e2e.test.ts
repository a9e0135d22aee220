import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { labelConversation } from "@/server/commands/organising/labels";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { redactContacts } from "@/server/store/events/redaction/redact-events";
import { redactTries } from "@/server/store/events/redaction/redact-tries";
import type { Tx } from "@/server/store/events/tx";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { pauseCommits, untilBlocked } from "@/test/support/database/paused-commits";
import { readPlans } from "@/test/support/database/plan";
import { advance, confirm, countAnswers, keepAnswer, runOn } from "@/test/support/scenes/deleting";
import { fillAccount } from "@/test/support/scenes/filled-account";
import { createWorld, type World } from "@/test/support/scenes/world";
import { deleteContactResponses, deleteConversationResponses, deleteNoteResponses } from "./delete-answers";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("an answer about an unchanged conversation, without an event, is deleted with it", async () => {
  const stage = await createStage(world);
  const label: Command<null, unknown> = async (tx) => {
    await labelConversation(tx, { conversation: conversation(stage), remove: ["nothing"] });
    return getConversation(tx, stage.admin, conversation(stage));
  };
  await keepAnswer(world.run, stage, label, null);
  expect(await countAnswers(stage)).toBe(1);
  await stage.run(deleteConversation, { conversation: conversation(stage) });
  expect(await countAnswers(stage)).toBe(0);
});

test("an answer is deleted with the conversation that its operation changed, whatever its wording", async () => {
  const stage = await createStage(world);
  const label: Command<null, unknown> = async (tx) => {
    await labelConversation(tx, { conversation: conversation(stage), add: ["vip"] });
    return { ticket: stage.conversation.id };
  };
  await keepAnswer(world.run, stage, label, null);
  await stage.run(deleteConversation, { conversation: conversation(stage) });
  expect(await countAnswers(stage)).toBe(0);
});

test("an answer that names people without an id is deleted with any erased contact of the account", async () => {
  const [stage, neighbour] = [await createStage(world), await createStage(world)];
  const tried: Command<null, unknown> = async () => ({ rows: [{ contactId: null, name: "Perlhuhn" }] });
  for (const one of [stage, neighbour]) await keepAnswer(world.run, one, tried, null);
  const { contact } = (await stage.run(createContact, { name: "Somebody" })).result;
  await advance(stage, (await confirm(stage, { contactId: contact.id })).id);
  expect([await countAnswers(stage), await countAnswers(neighbour)]).toEqual([0, 1]);
});

describe("an answer that only read a conversation is not kept longer than it", () => {
  const readIt =
    (stage: Stage, then?: () => Promise<void>): Command<null, unknown> =>
    async (tx) => {
      const found = await getConversation(tx, stage.admin, conversation(stage));
      await then?.();
      return found;
    };
  const deleteIt = (stage: Stage, run = world.run) =>
    run(deleteConversation, stage.admin, { conversation: conversation(stage) });

  test("when the conversation is purged between the read and the answer", async () => {
    const stage = await createStage(world);
    const command = readIt(stage, async () => void (await deleteIt(stage)));
    expect(await keepAnswer(world.run, stage, command, null)).toMatchObject({ status: 200 });
    expect(await countAnswers(stage)).toBe(0);
  });

  test("when the answer is being stored as the deletion begins", async () => {
    const stage = await createStage(world);
    const paused = pauseCommits(world.database);
    const stored = keepAnswer(runOn(stage, paused.database), stage, readIt(stage), null);
    await paused.isReached;
    const deleted = deleteIt(stage);
    await untilBlocked(world.database).finally(paused.resume);
    await Promise.all([stored, deleted]);
    expect(await countAnswers(stage)).toBe(0);
  });

  test("when the deletion is not committed yet as the answer is about to be stored", async () => {
    const stage = await createStage(world);
    const paused = pauseCommits(world.database);
    const deleted = deleteIt(stage, runOn(stage, paused.database));
    await paused.isReached;
    const stored = keepAnswer(world.run, stage, readIt(stage), null);
    await untilBlocked(world.database).finally(paused.resume);
    await Promise.all([stored, deleted]);
    expect(await countAnswers(stage)).toBe(0);
  });
});

test("only a conversation's answers that show a note are deleted, not others with the same number", async () => {
  const stage = await createStage(world);
  const [messageId, conversationId] = [71, stage.conversation.id];
  const note = { id: messageId, conversationId, content: "Perlhuhn" };
  const answers = {
    message: note,
    conversation: { id: conversationId, lastMessage: note },
    thread: { id: messageId, type: "note", body: "Perlhuhn" },
    sender: { id: 72, conversationId, content: "", sender: { type: "user", id: messageId } },
    label: { id: 72, conversationId, content: "", conversation: { labels: [{ id: messageId }] } },
  };
  await world.database.query(
    `insert into idempotency (account_id, caller, key, fingerprint, status, answer, about, created_at)
     select $1, 'user:1', key, 'shown', 200, value, array['conversation:' || $4], $3 from json_each($2)`,
    [stage.accountId, JSON.stringify(answers), world.clock.now, conversationId],
  );
  const tx = { query: world.database.query, caller: stage.admin, now: world.clock.now } as Tx;
  await deleteNoteResponses(tx, [{ messageId, conversationId }]);
  const left = await world.database.query<{ key: string }>(
    "select key from idempotency where account_id = $1 order by key",
    [stage.accountId],
  );
  expect(left.map(({ key }) => key)).toEqual(["label", "sender"]);
});

test("deleting an answer uses indexes, however many answers an account has", async () => {
  const stage = await createStage(world);
  await fillAccount(world.database, { accountId: stage.accountId, answers: 20_000, deliveries: 20_000 });
  const ids = [stage.conversation.id, 1_000_000_100];
  const readings = await readPlans(world.database, async ({ query }) => {
    const tx = { query, caller: stage.admin, now: world.clock.now, atEnd: [] as Tx["atEnd"] } as Tx; // all that these use
    await deleteConversationResponses(
      tx,
      ids.map((id) => ({ id, displayId: id })),
    );
    await deleteContactResponses(tx, ids);
    await redactTries(tx, ids);
    await redactContacts(tx, ids);
    expect(tx.atEnd).toHaveLength(1);
    for (const work of tx.atEnd) await work();
  });
  const [conversations, contacts, , tries, , , , contactEvents, , , , contactTries] = readings;
  const whole = readings.flatMap(({ seqScans }) => seqScans);
  for (const table of ["idempotency", "delivery", "delivery_try"]) expect(whole).not.toContain(table);
  for (const found of [conversations, contacts]) {
    expect(found?.indexes).toEqual(["idempotency_pkey"]);
    expect(found?.rowsRead).toBeLessThanOrEqual(ids.length);
  }
  expect(tries?.indexes).toEqual(["delivery_of_conversation", "delivery_try_delivery"]);
  expect(contactTries?.indexes).toEqual(
    expect.arrayContaining(["delivery_try_delivery", "delivery_without_conversation"]),
  );
  expect(contactEvents?.indexes).toEqual([
    expect.stringMatching(/_account_id_resource_type_resource_id_idx$/),
  ]);
  for (const one of [conversations, contacts, tries, contactEvents, contactTries])
    expect(one?.rowsRead).toBeLessThan(100);
});
