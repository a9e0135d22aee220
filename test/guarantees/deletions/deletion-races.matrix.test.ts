import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { keepDraft } from "@/server/commands/messages/keep-draft";
import { forwardAsNote } from "@/server/commands/messages/notes";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { systemCaller } from "@/server/contract/_shared/caller";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Database } from "@/server/store/_postgres/db";
import { conversation, trash } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { failuresOf, interleave } from "@/test/support/database/interleave";
import { countLockWaiters } from "@/test/support/database/paused-commits";
import { advance, confirm } from "@/test/support/scenes/deleting";
import { drawnRuns, seeds } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Runs the worker's turn at a trashed conversation and another work in the seed's order. None deadlocks. */
async function purgeBeside(
  seed: number,
  ...others: ((stage: Stage, database: Database) => Promise<unknown>)[]
) {
  const stage = await createStage(world);
  await trash(stage);
  const { id } = await confirm(stage, { ids: [stage.conversation.id] });
  pass(world);
  const done = await interleave(world.database, seed, [
    (database) => runOn(database)(advanceDeletion, systemCaller(stage.accountId), { deletionId: id }),
    ...others.map((other) => (database: Database) => other(stage, database)),
  ]);
  expect({ failures: failuresOf(done), retries: done.retries }).toEqual({ failures: [], retries: 0 });
  return stage;
}

const runOn = (database: Database) =>
  createRun({ database, now: () => world.clock.now, onCommitted: () => {} });

const countIn = async (table: "draft" | "message_receipt", { conversation }: Stage) =>
  (await world.database.query(`select 1 from ${table} where conversation_id = $1`, [conversation.id])).length;

test("no draft outlives its conversation, also one that is saved during the purge", async () => {
  const stage = await createStage(world);
  await trash(stage);
  const { id } = await confirm(stage, { ids: [stage.conversation.id] });
  let purge: Promise<unknown> = Promise.resolve();
  const beforeWriting = async () => {
    purge = advance(stage, id);
    await Promise.race([purge, waitUntil(isOneWaiting, { withinMs: 10_000 })]);
  };
  await runOn(pausing(world.database, beforeWriting))(keepDraft, stage.admin, {
    conversation: conversation(stage),
    draft: { kind: "message", content: "Dear" },
  });
  await purge;
  expect(await countIn("draft", stage)).toBe(0);
});

/** Calls back between a transaction's first statement and its second. */
const pausing = (database: Database, atPause: () => Promise<void>): Database => ({
  ...database,
  transaction: (work) =>
    database.transaction(async (db) => {
      let statements = 0;
      let pause = Promise.resolve();
      const pauseBefore = async <R>(send: () => Promise<R>): Promise<R> => {
        if (++statements === 2) pause = atPause();
        await pause;
        return send();
      };
      const result = await work({
        query: (text, values) => pauseBefore(() => db.query(text, values)),
        raw: (text, values) => pauseBefore(() => db.raw(text, values)),
      });
      await pause; // the commit comes behind what was sent without waiting
      return result;
    }),
});

const isOneWaiting = async () => (await countLockWaiters(world.database)) > 0;

test.each(seeds(drawnRuns(8)))("no receipt outlives its conversation (seed %i)", async (seed) => {
  const stage = await purgeBeside(seed, ({ admin, outgoing }, database) =>
    runOn(database)(recordReceipts, admin, {
      receipts: [{ messageId: outgoing.id, signal: "failed", error: "Perlhuhn" }],
    }),
  );
  expect(await countIn("message_receipt", stage)).toBe(0);
});

test.each(seeds(drawnRuns(12)))(
  "a message forwarded twice during the purge is purged too or not found, without a deadlock (seed %i)",
  async (seed) => {
    let place: Promise<number> | null = null;
    const forward = async (stage: Stage, database: Database) => {
      place ??= elsewhere(stage);
      const to = { conversationId: await place };
      await runOn(database)(forwardAsNote, stage.admin, { messageId: stage.outgoing.id, to });
    };
    const stage = await purgeBeside(seed, forward, forward);
    const kept = await world.database.query(
      "select 1 from message where account_id = $1 and kind = 'note' and content <> ''",
      [stage.accountId],
    );
    expect(kept).toEqual([]);
  },
);

async function elsewhere(stage: Stage): Promise<number> {
  const { contact } = (await stage.run(createContact, { name: "Ming" })).result;
  const begun = { inboxId: stage.inbox.id, contactId: contact.id, startedBy: "other" } as const;
  return (await stage.run(createConversation, begun)).result.conversation.id;
}

test("a caller who may not delete is refused immediately, without waiting for locks", async () => {
  const stage = await createStage(world);
  const placeId = await elsewhere(stage);
  await stage.run(forwardAsNote, { messageId: stage.outgoing.id, to: { conversationId: placeId } });
  await world.database.transaction(async (db) => {
    await db.query("select 1 from conversation where account_id = $1 for update", [stage.accountId]);
    const refused = world.run(deleteConversation, stage.agent, { conversation: conversation(stage) });
    await expect(refused).rejects.toThrow("auth.forbidden");
  });
});
