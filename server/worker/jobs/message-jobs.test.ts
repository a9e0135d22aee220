import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Run } from "@/server/commands/_run/run";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { markStuck } from "@/server/commands/messages/mark-late";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listReceipts } from "@/server/store/messages/receipts";
import { listDueStuck } from "@/server/store/messages/stuck-messages";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { readPlans } from "@/test/support/database/plan";
import { createWorld, type World } from "@/test/support/scenes/world";
import { markAllStuck } from "./message-jobs";

let world: World;
const log = { error: vi.fn() };
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => log.error.mockClear());
afterAll(() => world.close());

const MINUTE = 60_000;
const markAll = (run: Run = world.run, sizes?: Parameters<typeof markAllStuck>[1]) =>
  markAllStuck({ database: world.database, run, now: () => world.clock.now, log }, sizes);

const send = async (stage: Stage, holdMs = 0) => {
  const conversation = { conversationId: stage.conversation.id };
  const { result } = await stage.run(sendMessage, { conversation, content: "On its way", holdMs });
  return result.message.id;
};

/** The `message.stuck` events since the last call. */
const stuckEvents = async ({ accountId }: Stage) =>
  (await world.relay())
    .filter((event) => event.accountId === accountId)
    .map(({ type, body }) => `${type} ${body.resource.id}`);

async function createQuietStage(): Promise<Stage> {
  const stage = await createStage(world);
  await stage.run(recordReceipts, { receipts: [{ messageId: stage.outgoing.id, signal: "sent" }] });
  await world.relay();
  return stage;
}

test("a message without receipts is reported as stuck once, also by two processes, and a receipt clears unconfirmed", async () => {
  const stage = await createQuietStage();
  const id = await send(stage);
  await world.relay();
  pass(world, 10 * MINUTE - 1);
  await markAll();
  expect(await stuckEvents(stage)).toEqual([]);

  pass(world, 1);
  await Promise.all([markAll(), markAll()]);
  await markAll();
  expect(await stuckEvents(stage)).toEqual([`message.stuck ${id}`]);

  const { result, events } = await stage.run(recordReceipts, {
    receipts: [{ messageId: id, signal: "delivered" }],
  });
  expect(result[0]?.message).toMatchObject({ status: "delivered", unconfirmed: false, version: 5 });
  expect(events.map(({ type, resource, changes }) => ({ type, version: resource.version, changes }))).toEqual(
    [
      { type: "message.unstuck", version: 4, changes: { unconfirmed: { from: true, to: false } } },
      {
        type: "message.status_changed",
        version: 5,
        changes: { status: { from: "pending", to: "delivered" } },
      },
    ],
  );
  const { receipts: timeline } = await listReceipts(world.database, stage.accountId, {
    messageId: id,
    after: 0,
    limit: 10,
  });
  expect(timeline.map(({ signal, result: became, actor }) => [signal, became, actor.type])).toEqual([
    ["stuck", "applied", "system"],
    ["delivered", "applied", "user"],
  ]);
  expect(log.error).not.toHaveBeenCalled();
});

test("a retried message waits again, and a stale receipt of the earlier attempt leaves it unconfirmed", async () => {
  const stage = await createQuietStage();
  const id = await send(stage);
  await stage.run(recordReceipts, {
    receipts: [{ messageId: id, signal: "failed", sourceId: `first-${id}` }],
  });
  pass(world, 60 * MINUTE);
  await markAll();
  await stage.run(retryMessage, { messageId: id });
  await world.relay();
  pass(world, 9 * MINUTE);
  await markAll();
  expect(await stuckEvents(stage)).toEqual([]);

  pass(world, MINUTE);
  await markAll();
  const late = { inboxId: stage.inbox.id, sourceId: `first-${id}`, signal: "failed" as const, error: "late" };
  await stage.run(recordReceipts, { receipts: [late] });
  expect(await stuckEvents(stage)).toEqual([`message.stuck ${id}`]);

  await stage.run(retryMessage, { messageId: id });
  expect(await stuckEvents(stage)).toEqual([
    `message.unstuck ${id}`,
    `message.updated ${id}`,
    `message.send_requested ${id}`,
  ]);
});

test("the time of a message with an undo window begins at the window's end", async () => {
  const stage = await createQuietStage();
  await stage.run(updateInbox, { inboxId: stage.inbox.id, stuckAfterMinutes: 1 });
  const id = await send(stage, MINUTE);
  await world.relay();
  pass(world, 2 * MINUTE - 1);
  await markAll();
  expect(await stuckEvents(stage)).toEqual([]);
  pass(world, 1);
  await markAll();
  expect(await stuckEvents(stage)).toEqual([`message.stuck ${id}`]);
});

test("the inbox that carried the message decides, also after a move; with limit 0 none is stuck", async () => {
  const stage = await createQuietStage();
  const patient = stage.hiddenInbox.id;
  await stage.run(updateInbox, { inboxId: patient, stuckAfterMinutes: 0 });
  const moved = await send(stage);
  const conversation = { conversationId: stage.conversation.id };
  await stage.run(moveConversation, { conversation, inboxId: patient });
  const patiently = await send(stage);
  await world.relay();
  pass(world, 10_080 * MINUTE);
  await markAll();
  expect(await stuckEvents(stage)).toEqual([`message.stuck ${moved}`]);

  await stage.run(updateInbox, { inboxId: patient, stuckAfterMinutes: 10_080 });
  await world.relay();
  await markAll();
  expect(await stuckEvents(stage)).toEqual([`message.stuck ${patiently}`]);
});

test("more than a batch is marked in one run, and a failure does not stop the others", async () => {
  const stage = await createQuietStage();
  const ids: number[] = [];
  for (let n = 0; n < 50; n++) ids.push(await send(stage));
  await world.relay();
  pass(world, 10 * MINUTE);
  const broken = ids[3] ?? 0;
  const run = Object.assign(
    (...[command, caller, input]: Parameters<Run>) =>
      (input as { messageIds: number[] }).messageIds.includes(broken)
        ? Promise.reject(new Error("broken"))
        : world.run(command, caller, input),
    { once: world.run.once },
  ) as Run; // `run` with a fault
  await markAll(run, { found: 20, marked: 7 });
  expect(await stuckEvents(stage)).toEqual(
    ids.filter((id) => id !== broken).map((id) => `message.stuck ${id}`),
  );
  expect(log.error).toHaveBeenCalledTimes(1);
  await markAll();
  expect(await stuckEvents(stage)).toEqual([`message.stuck ${broken}`]);
});

test("a receipt concurrent with the run is never lost: the message is unconfirmed only without a receipt", async () => {
  const stage = await createQuietStage();
  for (let n = 0; n < 20; n++) {
    const id = await send(stage);
    pass(world, 10 * MINUTE);
    const by = systemCaller(stage.accountId);
    const receipts = [{ messageId: id, signal: "sent" as const }];
    await Promise.all([
      world.run(markStuck, by, { messageIds: [id] }),
      world.run(recordReceipts, stage.admin, { receipts }),
    ]);
    const [row] = await world.database.query<{ status: string; isUnconfirmed: boolean }>(
      `select status, is_unconfirmed as "isUnconfirmed" from message where id = $1`,
      [id],
    );
    expect(row).toEqual({ status: "sent", isUnconfirmed: false });
  }
  const types = (await stuckEvents(stage)).map((line) => line.split(" ")[0]);
  const count = (type: string) => types.filter((one) => one === type).length;
  expect(count("message.status_changed")).toBe(20);
  expect(count("message.unstuck")).toBe(count("message.stuck"));
});

test("the query reads the index of waiting messages, not the messages", async () => {
  const stage = await createQuietStage();
  await world.database.query(
    `insert into message (account_id, conversation_id, inbox_id, number, kind, direction, content, content_attributes,
                          sender_type, status, attempt, created_at, updated_at)
     select $1, $2, $3, 1000 + n, 'message', 'out', 'Sent', '{}', 'user', 'sent', 1, $4, $4
       from generate_series(1, 5000) as n`,
    [stage.accountId, stage.conversation.id, stage.inbox.id, world.clock.now],
  );
  for (const table of ["message", "message_attempt", "inbox"]) await world.database.query(`analyze ${table}`);
  const [reading] = await readPlans(world.database, (db) =>
    listDueStuck(db, { now: world.clock.now, limit: 500, except: [] }),
  );
  expect(reading?.indexes).toContain("message_waiting");
  expect(reading?.seqScans).not.toContain("message");
  expect(reading?.rowsRead).toBeLessThan(500);
});

test("a worker that stops marks no further messages of a backlog", async () => {
  const stage = await createQuietStage();
  await Promise.all([send(stage), send(stage), send(stage)]);
  await world.relay();
  pass(world, 10 * MINUTE);
  const stopping = new AbortController();
  const run: Run = Object.assign(
    (...args: Parameters<Run>) => {
      stopping.abort();
      return world.run(...args);
    },
    { once: world.run.once },
  ) as Run;
  const { database, clock } = world;
  const marking = { database, run, now: () => clock.now, log, stopping: stopping.signal };
  await markAllStuck(marking, { found: 2, marked: 1 });
  expect(await stuckEvents(stage)).toHaveLength(1);
});
