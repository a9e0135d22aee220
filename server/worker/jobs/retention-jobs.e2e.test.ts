import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { PURGE_CHUNK } from "@/server/commands/deletions/_steps/purge-chunk";
import { confirmDeletion, prepareDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { readLog } from "@/server/store/events/log/event-log";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { bundled } from "@/test/support/processes/bundled";
import { createWorld, type World } from "@/test/support/scenes/world";
import { emptyTrash, purgeDue } from "./retention-jobs";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const DAY_MS = 24 * 3_600_000;
const purging = () => ({
  database: world.database,
  run: world.run,
  files: world.files,
  uploads: UNLIMITED,
  now: () => world.clock.now,
  log: {
    error: (fault: object) => {
      throw new Error(JSON.stringify(fault));
    },
  },
});

/** Conversations in the trash, each with a message. */
async function trashed(stage: Stage, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n++) {
    const begun = { inboxId: stage.inbox.id, contactId: stage.contact.id, startedBy: "other" as const };
    const { result } = await stage.run(createConversation, begun);
    const conversation = { conversationId: result.conversation.id };
    await stage.run(receiveMessage, { conversation, content: "Hello" });
    await stage.run(trashConversation, { conversation });
    ids.push(conversation.conversationId);
  }
  return ids;
}

async function confirm(stage: Stage, ids: number[]): Promise<number> {
  const { token } = (await stage.run(prepareDeletion, { ids })).result;
  return (await stage.run(confirmDeletion, { token: token ?? "" })).result.id;
}

/** The ids of `conversation.purged` events, in the log's order. */
async function purgedIds(stage: Stage): Promise<number[]> {
  await world.relay();
  const rows = await readLog(world.database, stage.accountId, { after: 0, limit: 5000 });
  return rows.filter(({ type }) => type === "conversation.purged").map(({ body }) => body.resource.id);
}

const tombstones = async (stage: Stage) =>
  (
    await world.database.query<{ id: number }>(
      "select resource_id as id from tombstone where account_id = $1 order by number",
      [stage.accountId],
    )
  ).map(({ id }) => id);

test("workers killed between turns lose nothing and delete nothing twice", async () => {
  world.clock.now = new Date();
  const stage = await createStage(world);
  const ids = await trashed(stage, 70);
  const deletionId = await confirm(stage, ids);
  await world.database.query(
    "update deletion set due_at = now(), deadline_at = now() + interval '1 day'",
    [],
  );
  for (const transactions of [0, 1, 0, 1]) {
    const args = [...bundled("test/support/processes/purge-worker.ts"), world.url, String(transactions)];
    const worker = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    await once(worker, "exit");
    expect(worker.signalCode).toBe("SIGKILL");
    expect((await purgedIds(stage)).length).toBe((await tombstones(stage)).length);
  }
  expect((await tombstones(stage)).length).toBe(40);

  world.clock.now = new Date(Date.now() + 1000);
  await purgeDue(purging());
  expect((await purgedIds(stage)).toSorted((a, b) => a - b)).toEqual(ids);
  expect(await tombstones(stage)).toEqual(ids);
  const [deletion] = await world.database.query<{ state: string; purged: number }>(
    "select state, purged from deletion where id = $1",
    [deletionId],
  );
  expect(deletion).toEqual({ state: "succeeded", purged: 70 });
  expect(await findBroken(world.database)).toEqual({});
});

test("a stopping worker finishes its turn and begins no other", async () => {
  const stage = await createStage(world);
  const ids = await trashed(stage, PURGE_CHUNK + 1);
  await confirm(stage, ids);
  const stopping = new AbortController();
  const run = createRun({
    database: {
      ...world.database,
      transaction: (work) => {
        stopping.abort();
        return world.database.transaction(work);
      },
    },
    now: () => world.clock.now,
    onCommitted: () => undefined,
  });
  await purgeDue({ ...purging(), run }, stopping.signal);
  expect(await tombstones(stage)).toEqual(ids.slice(0, PURGE_CHUNK));
  await purgeDue(purging());
  expect(await tombstones(stage)).toEqual(ids);
});

test("the trash is emptied once after the account's days, except conversations on hold or restored", async () => {
  const stage = await createStage(world);
  const [old = 0, restored = 0] = await trashed(stage, 2);
  await stage.run(restoreConversation, { conversation: { conversationId: restored } });
  pass(world, 29 * DAY_MS);
  await emptyTrash(purging());
  await purgeDue(purging());
  expect(await purgedIds(stage)).toEqual([]);

  pass(world, 2 * DAY_MS);
  await world.database.query("update inbox set legal_hold = true where id = $1", [stage.inbox.id]);
  await emptyTrash(purging());
  await purgeDue(purging());
  expect(await purgedIds(stage)).toEqual([]);

  await world.database.query("update inbox set legal_hold = false where id = $1", [stage.inbox.id]);
  await Promise.all([emptyTrash(purging()), emptyTrash(purging())]);
  await purgeDue(purging());
  expect(await purgedIds(stage)).toEqual([old]);

  await world.database.query("update account set purge_after_days = 0 where id = $1", [stage.accountId]);
  await trashed(stage, 1);
  pass(world, 400 * DAY_MS);
  await emptyTrash(purging());
  await purgeDue(purging());
  expect(await purgedIds(stage)).toEqual([old]);
});
