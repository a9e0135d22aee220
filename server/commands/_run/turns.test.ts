import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { outageOf } from "@/server/lib/is-away";
import { POOL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { countLockWaiters, holdConversations } from "@/test/support/database/paused-commits";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";
import { createRun, type Run } from "./run";
import { createTurns } from "./turns";

const CONNECTIONS = 8;
/** Longer than any test: who waits for a lock in this file does so until the test frees it. */
const LOCK_MS = 60_000;

let world: World;
let database: Database;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const open = ({ lockMs = LOCK_MS, turnMs = LOCK_MS } = {}): Run => {
  database = openDatabase({ url: world.url, max: CONNECTIONS, limits: { ...POOL_LIMITS, lockMs } });
  const opened = database;
  onTestFinished(() => opened.close());
  return createRun({
    database,
    now: () => world.clock.now,
    onCommitted: () => {},
    connections: CONNECTIONS,
    turnMs,
  });
};

const conversationOf = async (tenant: Tenant) => (await createScene(world, tenant)).conversation.id;
const resolve = (run: Run, tenant: Tenant, conversationId: number) =>
  run(changeStatus, tenant.admin, { conversation: { conversationId }, signal: "resolve" });

const hold = (ids: readonly number[]) => holdConversations(world.database, ids);
const waitersOnLocks = () => countLockWaiters(world.database);

test("one locked conversation leaves connections for the others of its account, and its changes all succeed afterwards", async () => {
  const run = open();
  const tenant = await createTenant(world);
  const [hot, other] = [await conversationOf(tenant), await conversationOf(tenant)];
  const free = await hold([hot]);
  const changes = Array.from({ length: 40 }, () => resolve(run, tenant, hot));
  await waitFor(async () => expect(await waitersOnLocks()).toBe(4));
  expect((await resolve(run, tenant, other)).events).toHaveLength(1);
  expect(await waitersOnLocks()).toBe(4);
  await free();
  const ended = await Promise.all(changes);
  expect(ended.flatMap(({ events }) => events)).toHaveLength(1);
});

test("many locked conversations of one account leave connections for the other accounts", async () => {
  const run = open();
  const [tenant, neighbour] = [await createTenant(world), await createTenant(world)];
  const ids: number[] = [];
  for (let i = 0; i < 12; i++) ids.push(await conversationOf(tenant));
  const other = await conversationOf(neighbour);
  const free = await hold(ids);
  const changes = ids.map((id) => resolve(run, tenant, id));
  await waitFor(async () => expect(await waitersOnLocks()).toBe(CONNECTIONS * 0.75));
  expect((await resolve(run, neighbour, other)).events).toHaveLength(1);
  await free();
  await Promise.all(changes);
});

test("a change that waited too long for a lock or for its turn is refused as busy, and nothing remains waiting", async () => {
  const run = open({ lockMs: 300, turnMs: 100 });
  const tenant = await createTenant(world);
  const hot = await conversationOf(tenant);
  const free = await hold([hot]);
  const faults = await Promise.all(
    Array.from({ length: 12 }, () =>
      resolve(run, tenant, hot).then(
        () => null,
        (error: unknown) => error,
      ),
    ),
  );
  const codes = faults.map((error) =>
    error instanceof Error && "refusal" in error ? error.refusal : outageOf(error),
  );
  expect(codes).toEqual(Array.from({ length: 12 }, () => "server.busy"));
  expect(await waitersOnLocks()).toBe(0);
  await free();
  expect((await resolve(run, tenant, hot)).events).toHaveLength(1);
});

test("places pass on in order, and one that waited until its deadline is refused", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const turns = createTurns(1, "row");
  const first = turns.tryTake("a");
  expect(turns.tryTake("a")).toBeNull();
  expect(turns.tryTake("b")).not.toBeNull();
  const order: string[] = [];
  const waiting = ["second", "third"].map(async (name) => {
    const leave = await turns.take("a", performance.now() + 1_000);
    order.push(name);
    return leave;
  });
  const late = expect(turns.take("a", performance.now() + 500)).rejects.toMatchObject({
    refusal: "server.busy",
  });
  await vi.advanceTimersByTimeAsync(500);
  await late;
  first?.();
  (await waiting[0])?.();
  (await waiting[1])?.();
  expect(order).toEqual(["second", "third"]);
  expect(turns.tryTake("a")).not.toBeNull();
});
