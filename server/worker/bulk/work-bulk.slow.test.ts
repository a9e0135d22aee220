import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { advanceBulk, BULK_CHUNK } from "@/server/commands/bulk/advance-bulk";
import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { trashConversation } from "@/server/commands/conversations/trash";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { waitUntil } from "@/server/lib/async/wait-until";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { listBulkItems, listPastOperations } from "@/server/queries/conversations/list-bulk-operations";
import { createStage } from "@/test/guarantees/laws/stage";
import { failAt } from "@/test/support/database/interleave";
import { fill, find, finish, RESOLVE, start, typesOf } from "@/test/support/scenes/bulk-scene";
import { createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";
import { workBulk } from "./work-bulk";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("1,000 conversations resolve as 1,000 events, by two workers; progress only rises and matches", async () => {
  const stage = await createStage(world);
  const ids = await fill(stage, 1_000);
  const bulk = await start(stage, { target: { ids } });
  const events = await finish(stage, bulk, 2);
  expect(typesOf(events)).toEqual({
    "bulk.started": 1,
    "conversation.status_changed": 1_000,
    "bulk.progress": 1_000 / BULK_CHUNK - 1,
    "bulk.completed": 1,
    "operation.succeeded": 1,
  });
  let published = 0;
  for (const event of events) {
    if (event.type === "conversation.status_changed") published += 1;
    if (event.type === "bulk.progress")
      expect(event.data).toMatchObject({ processed: published, succeeded: published });
  }
  expect(await find(stage, bulk)).toMatchObject({ state: "completed", succeeded: 1_000 });
});

test("a conversation changed in bulk has the same events as one changed alone", async () => {
  const stage = await createStage(world);
  const [one = 0, other = 0] = await fill(stage, 2);
  const single = await stage.run(changeStatus, { conversation: { conversationId: one }, signal: "resolve" });
  const events = await finish(stage, await start(stage, { target: { ids: [other] } }));
  const plain = (event: object | undefined) => {
    const own = /^(id|uuid|displayId|hash|seq|stampedAt|occurredAt|operationId|conversationId|rule|.*At)$/;
    return JSON.parse(JSON.stringify(event, (key, value) => (own.test(key) ? undefined : value)));
  };
  expect(plain(events.find(({ type }) => type === "conversation.status_changed"))).toEqual(
    plain(single.events[0]),
  );
});

test("refusals are per item; hidden conversations are not found", async () => {
  const stage = await createStage(world);
  const foreign = await createStage(world);
  const { result } = await world.run(startBulk, stage.outsider, {
    change: RESOLVE,
    target: { ids: [stage.conversation.id, foreign.conversation.id] },
    mode: "best_effort",
    timeoutS: 600,
  });
  const events = await finish(stage, result);
  expect(typesOf(events)).toEqual({ "bulk.started": 1, "bulk.completed": 1, "operation.failed": 1 });
  expect(await find(stage, result)).toMatchObject({
    state: "completed_with_errors",
    failed: 2,
    failures: { "conversation.not_found": 2 },
  });
  const { data } = await listBulkItems(world.database, stage.outsider, { bulkId: result.id, limit: 10 });
  expect(data.map(({ code, displayId }) => [code, displayId])).toEqual([
    ["conversation.not_found", null],
    ["conversation.not_found", null],
  ]);
});

test("an undo of a running operation, by who may cancel it, ends that first, so that nothing is changed afterwards", async () => {
  const stage = await createStage(world);
  const ids = await fill(stage, BULK_CHUNK + 20);
  const running = await start(stage, { target: { ids } });
  await world.run(advanceBulk, systemCaller(stage.accountId), { bulkId: running.id });
  const change = { action: "undo" as const, params: { bulkOperationId: running.id } };
  const byAnother = { change, target: null, mode: "best_effort", timeoutS: 600 } as const;
  await expect(world.run(startBulk, stage.agent, byAnother)).rejects.toMatchObject({
    refusal: "bulk_operation.not_found",
  });
  expect(await find(stage, running)).toMatchObject({ state: "running" });
  const undo = await start(stage, { change });
  expect(await find(stage, running)).toMatchObject({ state: "cancelled", succeeded: BULK_CHUNK });
  await finish(stage, undo);
  expect(await find(stage, undo)).toMatchObject({ state: "completed", succeeded: BULK_CHUNK });
  const [left] = await world.database.query<{ count: number }>(
    "select count(*) from conversation where account_id = $1 and status = 'resolved' and id = any($2)",
    [stage.accountId, ids],
  );
  expect(left?.count).toBe(0);
});

test("an undo contains only conversations that the caller may see", async () => {
  const stage = await createStage(world);
  const seen = await fill(stage, 2);
  const { result } = await stage.run(createConversation, {
    inboxId: stage.hiddenInbox.id,
    contactId: stage.contact.id,
    startedBy: "other",
  });
  const ids = [result.conversation.id, ...seen];
  const done = await start(stage, { target: { ids } });
  await finish(stage, done);
  const request = {
    change: { action: "undo", params: { bulkOperationId: done.id } },
    target: null,
    mode: "best_effort",
    timeoutS: 600,
  } as const;
  const named = async (caller: Caller) => {
    const bulkId = (await world.run(startBulk, caller, request)).result.id;
    const { data } = await listBulkItems(world.database, caller, { bulkId, limit: 10 });
    return data.map(({ conversationId }) => conversationId);
  };
  expect(await named(stage.agent)).toEqual(seen);
  expect(await named(stage.outsider)).toEqual([result.conversation.id]);
  expect(await named(stage.admin)).toEqual(ids);
  const past = await listPastOperations(world.database, stage.admin, { limit: 10 });
  expect(past.data.find(({ id }) => id === done.id)).toMatchObject({ undoing: { state: "running" } });
  expect(past.data[0]).toMatchObject({ action: "undo", undoing: null });
});

test("an atomic operation with one refusal changes nothing, and has the reason", async () => {
  const stage = await createStage(world);
  const ids = await fill(stage, 250);
  await stage.run(trashConversation, { conversation: { conversationId: ids.at(-1) ?? 0 } });
  const bulk = await start(stage, { target: { ids }, mode: "atomic" });
  const events = await finish(stage, bulk);
  expect(typesOf(events)).toEqual({ "bulk.started": 1, "bulk.rolled_back": 1, "operation.failed": 1 });
  expect(events.at(-1)?.data).toMatchObject({ error: { code: "conversation.trashed" } });
  const open = await world.database.query(
    `select 1 from conversation where id = any($1::bigint[]) and status = 'open'`,
    [ids],
  );
  expect(open).toHaveLength(250);
});

test("a conversation that causes an internal error fails alone", async () => {
  const stage = await createStage(world);
  const ids = await fill(stage, 20);
  await world.database.query(
    `create function break_one() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$`,
  );
  await world.database.query(
    `create trigger break_one before update on conversation for each row when (new.id = ${ids[7]}) execute function break_one()`,
  );
  const bulk = await start(stage, { target: { ids } });
  const events = await finish(stage, bulk);
  await world.database.query(`drop trigger break_one on conversation`);
  expect(typesOf(events)).toMatchObject({ "conversation.status_changed": 19, "operation.failed": 1 });
  expect(await find(stage, bulk)).toMatchObject({ succeeded: 19, failures: { internal: 1 } });
});

test("a turn needs as many statements for ten conversations as for a hundred", async () => {
  const counts: number[] = [];
  for (const many of [10, BULK_CHUNK]) {
    const stage = await createStage(world);
    const bulk = await start(stage, { target: { ids: await fill(stage, many) } });
    const counted = failAt(world.database, 0, "lost");
    const now = () => world.clock.now;
    const run = createRun({ database: counted.database, now, onCommitted: () => undefined });
    const log = { warn: () => undefined, error: () => undefined };
    const work = workBulk({ database: counted.database, run, now, log });
    await waitUntil(async () => (await find(stage, bulk))?.state === "completed", { withinMs: 10_000 });
    await work.stop();
    counts.push(counted.statements());
  }
  expect(counts[0]).toBe(counts[1]);
  expect(counts[0]).toBeLessThan(25);
});

test("during maintenance no operation has a turn; afterwards it completes", async () => {
  let looks = 0;
  onTestFinished(() => provideMaintenance(() => null));
  const stage = await createStage(world);
  const bulk = await start(stage, { target: { ids: await fill(stage, 2) } });
  provideMaintenance(() => {
    looks += 1;
    return { text: "We are moving." };
  });
  const { database, run } = world;
  const log = { warn: () => undefined, error: () => undefined };
  const work = workBulk({ database, run, now: () => world.clock.now, log });
  await waitFor(() => {
    work.wake();
    expect(looks).toBeGreaterThan(3);
  });
  expect(await find(stage, bulk)).toMatchObject({ state: "running", succeeded: 0 });
  provideMaintenance(() => null);
  work.wake(); // else it looks after a pause of up to 16 s
  expect(
    await waitUntil(async () => (await find(stage, bulk))?.state === "completed", { withinMs: 90_000 }),
  ).toBe(true);
  await work.stop();
});
