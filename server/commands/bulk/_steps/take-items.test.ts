import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { listBulkItems } from "@/server/queries/conversations/list-bulk-operations";
import { turn } from "@/server/worker/bulk/work-bulk";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { countLockWaiters, holdConversations } from "@/test/support/database/paused-commits";
import { fill, find, finish, start, typesOf } from "@/test/support/scenes/bulk-scene";
import { createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";
import { putBehind } from "./end-bulk";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const hold = (ids: readonly number[]) => holdConversations(world.database, ids);
const waitersOnLocks = () => countLockWaiters(world.database);

const log = { warn: () => undefined, error: () => undefined };
const advance = ({ accountId }: Stage, { id }: { id: number }) =>
  turn({ run: world.run, log }, { accountId, bulkId: id });

test("a turn changes what is free; it waits for a conversation that somebody else changes only when it holds no other", async () => {
  const stage = await createStage(world);
  const ids = await fill(stage, 20);
  const held = [ids[0] ?? 0, ids[11] ?? 0];
  const bulk = await start(stage, { target: { ids } });
  const free = await hold(held);
  await advance(stage, bulk);
  expect(await find(stage, bulk)).toMatchObject({ state: "running", succeeded: 18 });

  const waiting = advance(stage, bulk);
  await waitFor(async () => expect(await waitersOnLocks()).toBe(1));
  const others = ids.filter((id) => !held.includes(id));
  for (const conversationId of others)
    await stage.run(changeStatus, { conversation: { conversationId }, signal: "reopen" });
  await free();
  await waiting;

  const events = await finish(stage, bulk);
  expect(typesOf(events)).toMatchObject({ "conversation.status_changed": 20, "bulk.completed": 1 });
  const { data } = await listBulkItems(world.database, stage.admin, { bulkId: bulk.id, limit: 100 });
  expect(data.map(({ ordinal }) => ordinal)).toEqual(ids.map((_, i) => i + 1));
  expect(data.map(({ conversationId }) => conversationId).toSorted((a, b) => Number(a) - Number(b))).toEqual(
    ids,
  );
  expect(new Set(data.map(({ state }) => state))).toEqual(new Set(["succeeded"]));
});

test("all or nothing waits for every conversation", async () => {
  const stage = await createStage(world);
  const ids = await fill(stage, 3);
  const bulk = await start(stage, { target: { ids }, mode: "atomic" });
  const free = await hold([ids[1] ?? 0]);
  const waiting = advance(stage, bulk);
  await waitFor(async () => expect(await waitersOnLocks()).toBe(1));
  expect(await find(stage, bulk)).toMatchObject({ succeeded: 0 });
  await free();
  await waiting;
  expect(await find(stage, bulk)).toMatchObject({ state: "completed", succeeded: 3 });
});

const items = [10, 20, null, 30, 40, 50].map((conversationId, i) => ({ ordinal: i + 1, conversationId }));

test("without a busy conversation every item keeps its place", () => {
  expect(putBehind(items, new Set())).toEqual({ taken: items, swaps: [] });
});

test("busy conversations change places with free ones from behind; the free ones fill the first ordinals", () => {
  expect(putBehind(items, new Set([10, 30, 50]))).toEqual({
    taken: [
      { ordinal: 1, conversationId: 40 },
      { ordinal: 2, conversationId: 20 },
      { ordinal: 3, conversationId: null },
    ],
    swaps: [[1, 5]],
  });
});

test("busy conversations at the end stay there", () => {
  expect(putBehind(items, new Set([40, 50]))).toEqual({ taken: items.slice(0, 4), swaps: [] });
});
