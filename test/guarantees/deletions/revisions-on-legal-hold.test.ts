import { afterAll, beforeAll, expect, test } from "vitest";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { deleteMessage, editMessage, restoreMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { listRevisions } from "@/server/store/messages/revisions";
import { dropExpired } from "@/server/worker/jobs/jobs";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

// A legal hold keeps earlier texts of the inbox's messages, also of those that are deleted during the hold.

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const HOUR_MS = 3_600_000;

async function open() {
  const stage = await createStage(world);
  const { message } = (await stage.run(addNote, { conversation: conversation(stage), content: "Before" }))
    .result;
  return { stage, messageId: message.id };
}

const hold = (stage: Stage, legalHold: boolean, inboxId = stage.inbox.id) =>
  stage.run(updateInbox, { inboxId, legalHold });

const move = (stage: Stage) =>
  stage.run(moveConversation, { conversation: conversation(stage), inboxId: stage.hiddenInbox.id });

/** Moves the clock by hours and drops expired texts, as the worker does. */
async function later(hours: number) {
  pass(world, hours * HOUR_MS);
  await dropExpired({ database: world.database, now: () => world.clock.now });
}

const kept = async (messageId: number) =>
  (
    await world.database.query<{ content: string }>(
      "select content from message_revision where message_id = $1 order by id",
      [messageId],
    )
  ).map(({ content }) => content);

test("on legal hold a deleted message's text outlives its day, and can be restored", async () => {
  const { stage, messageId } = await open();
  const other = await open();
  await hold(stage, true);
  await stage.run(deleteMessage, { messageId });
  await other.stage.run(deleteMessage, { messageId: other.messageId });
  for (const hours of [23, 2, 30, 24 * 40]) await later(hours);
  expect(await kept(messageId)).toEqual(["Before"]);
  expect(await kept(other.messageId)).toEqual([]);
  const { result } = await stage.run(restoreMessage, { messageId });
  expect(result).toMatchObject({ content: "Before", deletedAt: null });
});

test("a text deleted before the hold is kept too, and dropped within a day after the hold is lifted", async () => {
  const { stage, messageId } = await open();
  await stage.run(deleteMessage, { messageId });
  await hold(stage, true);
  await later(25);
  await later(1);
  expect(await kept(messageId)).toEqual(["Before"]);
  await hold(stage, false);
  await later(24);
  expect(await kept(messageId)).toEqual([]);
  await expect(stage.run(restoreMessage, { messageId })).rejects.toThrow("undo.not_found");
});

test("a conversation moved into an inbox on hold keeps its messages' earlier texts, also from before the move", async () => {
  const { stage, messageId } = await open();
  await stage.run(deleteMessage, { messageId });
  await hold(stage, true, stage.hiddenInbox.id);
  await move(stage);
  for (const hours of [25, 2, 30]) await later(hours);
  expect(await kept(messageId)).toEqual(["Before"]);
  pass(world, 25 * HOUR_MS); // expired again, and not checked yet
  const { result } = await stage.run(restoreMessage, { messageId });
  expect(result).toMatchObject({ content: "Before", deletedAt: null });
});

test("a conversation that was moved out of an inbox before its hold keeps no longer than others", async () => {
  const { stage, messageId } = await open();
  await stage.run(deleteMessage, { messageId });
  await move(stage);
  await hold(stage, true);
  pass(world, 25 * HOUR_MS);
  await expect(stage.run(restoreMessage, { messageId })).rejects.toThrow("undo.not_found");
  await later(0);
  expect(await kept(messageId)).toEqual([]);
});

test("a locked conversation is left for the next run, because it may be moving into an inbox on hold", async () => {
  const { stage, messageId } = await open();
  await stage.run(deleteMessage, { messageId });
  await hold(stage, true, stage.hiddenInbox.id);
  await world.database.transaction(async (db) => {
    await db.query("select 1 from conversation where id = $1 for no key update", [stage.conversation.id]);
    await later(25);
  });
  expect(await kept(messageId)).toEqual(["Before"]);
  await later(0);
  expect(await kept(messageId)).toEqual([]);
});

test("editing keeps the earlier text with or without a hold", async () => {
  const { stage, messageId } = await open();
  await hold(stage, true);
  await stage.run(editMessage, { messageId, content: "After" });
  await later(48);
  expect(await kept(messageId)).toEqual(["Before"]);
  const revisions = await listRevisions(world.database, stage.accountId, { messageId, limit: 10 });
  expect(revisions.map(({ content }) => content)).toEqual(["Before"]);
  await stage.run(deleteMessage, { messageId });
  await later(48);
  expect(await kept(messageId)).toEqual(["Before", "After"]);
});

test("a text on hold is checked once a day, not in every run", async () => {
  const { stage, messageId } = await open();
  await stage.run(deleteMessage, { messageId });
  await hold(stage, true);
  const due = async () =>
    (
      await world.database.query<{ id: number }>(
        "select id from message_revision where expires_at <= $1 and message_id = $2",
        [world.clock.now, messageId],
      )
    ).length;
  pass(world, 25 * HOUR_MS);
  expect(await due()).toBe(1);
  await later(0);
  expect(await due()).toBe(0);
});

test("an inbox put on hold during a run loses no text after that", async () => {
  const { stage, messageId } = await open();
  await stage.run(deleteMessage, { messageId });
  pass(world, 25 * HOUR_MS);
  const options = { database: world.database, now: () => world.clock.now };
  const locking = world.database.transaction(async (db) => {
    await db.query("update inbox set legal_hold = true where id = $1", [stage.inbox.id]);
    const dropped = dropExpired(options);
    const waits = () =>
      world.database.query<{ pid: number }>(
        "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%delete from message_revision%'",
      );
    while ((await waits()).length === 0);
    return { dropped };
  });
  await (await locking).dropped;
  expect(await kept(messageId)).toEqual(["Before"]);
});
