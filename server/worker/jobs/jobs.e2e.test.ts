import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { changeStatus, wakeDue } from "@/server/commands/conversations/change-status";
import { systemCaller } from "@/server/contract/_shared/caller";
import { metrics } from "@/server/lib/process/metrics";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { noChannel } from "@/test/support/scenes/files";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";
import { wakeSnoozed } from "./conversation-jobs";
import { dropExpired, keepPartitions, startJobs } from "./jobs";
import { indexWords } from "./rework";
import type { WorkerContext } from "./worker-context";

let world: World;
let context: WorkerContext;
const log = { error: vi.fn() };
const replay = async () => ({ decided: 0, moved: 0 });
const jobs = { replay, uploads: UNLIMITED, fetchFromChannel: noChannel };
beforeAll(async () => {
  world = await createWorld();
  context = { ...world, ...jobs, now: () => world.clock.now, log };
});
beforeEach(() => {
  log.error.mockClear();
  world.clock.now = new Date("2026-11-20T09:00:00.000Z");
});
afterAll(() => world.close());

const MINUTE = 60_000;
const after = (ms: number) => new Date(world.clock.now.getTime() + ms);

async function snoozed(tenant: Tenant, until: Date | null) {
  const { conversation } = await createScene(world, tenant);
  const ref = { conversation: { conversationId: conversation.id } };
  await world.run(changeStatus, tenant.admin, { ...ref, signal: "snooze", until });
  return conversation.id;
}

const read = async (tenant: Tenant, conversationId: number) =>
  (await getConversation(world.database, tenant.admin, { conversationId })).conversation;

test("a snooze that ends opens the conversation, by the system, with the cause `snooze_due`", async () => {
  const tenant = await createTenant(world);
  const due = await snoozed(tenant, after(MINUTE));
  const later = await snoozed(tenant, after(2 * MINUTE));
  const untilCustomer = await snoozed(tenant, null);
  await wakeSnoozed(context);
  expect(await read(tenant, due)).toMatchObject({ status: "snoozed" });

  world.clock.now = after(MINUTE);
  await wakeSnoozed(context);
  expect(await read(tenant, due)).toMatchObject({
    status: "open",
    snoozedUntil: null,
    cause: { rule: "snooze_due" },
  });
  expect(await read(tenant, later)).toMatchObject({ status: "snoozed" });
  expect(await read(tenant, untilCustomer)).toMatchObject({ status: "snoozed" });
});

test("two processes wake a conversation once", async () => {
  const tenant = await createTenant(world);
  const ids = await Promise.all(Array.from({ length: 20 }, () => snoozed(tenant, after(MINUTE))));
  await world.relay();
  world.clock.now = after(MINUTE);
  await Promise.all([wakeSnoozed(context), wakeSnoozed(context)]);
  const published = (await world.relay()).filter(({ accountId }) => accountId === tenant.accountId);
  expect(published.map(({ type }) => type)).toEqual(ids.map(() => "conversation.status_changed"));
  expect(log.error).not.toHaveBeenCalled();
});

test("more than a batch is woken in one run, and a failure does not stop the others", async () => {
  const tenant = await createTenant(world);
  const ids: number[] = [];
  for (let i = 0; i < 103; i++) ids.push(await snoozed(tenant, after(MINUTE + i)));
  world.clock.now = after(2 * MINUTE);
  const run: WorkerContext["run"] = Object.assign(
    (...[command, caller, input]: Parameters<typeof world.run>) => {
      const isBroken = typeof input === "object" && input !== null && Object.values(input).includes(ids[3]);
      return isBroken ? Promise.reject(new Error("broken")) : world.run(command, caller, input);
    },
    { once: world.run.once },
  ) as WorkerContext["run"]; // `run` with a fault
  await wakeSnoozed({ ...context, run });
  const asleep = await world.database.query<{ id: number }>(
    "select id from conversation where account_id = $1 and status = 'snoozed'",
    [tenant.accountId],
  );
  expect(asleep.map(({ id }) => id)).toEqual([ids[3]]);
  expect(log.error).toHaveBeenCalledTimes(1);
});

test("a conversation snoozed for longer, reopened or trashed since it was found due is left alone", async () => {
  const tenant = await createTenant(world);
  const longer = await snoozed(tenant, after(2 * MINUTE));
  const reopened = await snoozed(tenant, after(MINUTE));
  await world.run(changeStatus, tenant.admin, {
    conversation: { conversationId: reopened },
    signal: "reopen",
  });
  const trashed = await snoozed(tenant, after(MINUTE));
  await world.database.transaction(async (db) => {
    await db.query("set local session_replication_role = replica"); // without triggers: bypasses the guard
    await db.query("update conversation set lifecycle = 'trashed' where id = $1", [trashed]);
  });
  await world.relay();
  world.clock.now = after(MINUTE);
  for (const conversationId of [longer, reopened, trashed]) {
    const { result, events } = await world.run(wakeDue, systemCaller(tenant.accountId), { conversationId });
    expect(result).toBeNull();
    expect(events).toEqual([]);
  }
});

test("a running worker wakes a conversation without being asked", async () => {
  const tenant = await createTenant(world);
  const id = await snoozed(tenant, after(MINUTE));
  const keeping = startJobs(context);
  onTestFinished(() => keeping.stop());
  world.clock.now = after(MINUTE);
  await waitFor(async () => expect(await read(tenant, id)).toMatchObject({ status: "open" }));
});

test("parked receipts, idempotency keys and rate limits are deleted when their time is over, not before", async () => {
  const { accountId } = await createTenant(world);
  const hour = 60 * MINUTE;
  await world.database.query(
    `insert into parked_receipt (account_id, inbox_id, source_id, signal, actor, at, received_at, expires_at)
     select $1, 1, 'source ' || i, 'sent', '{}', $2, $2, $2::timestamptz + make_interval(hours => i)
       from generate_series(1, 2500) i`,
    [accountId, world.clock.now],
  );
  await world.database.query(
    `insert into idempotency (account_id, caller, key, fingerprint, about, created_at)
     select $1, 'token:1', i, 'f', '{}', $2::timestamptz + make_interval(hours => i) from generate_series(0, 1) i`,
    [accountId, world.clock.now],
  );
  await world.database.query(
    "insert into rate_limit (key, points, expire) values ('a', 1, $1), ('b', 1, $2), ('c', 1, null)",
    [after(23 * hour).getTime(), after(25 * hour).getTime()],
  );
  const left = async () => {
    const count = async (table: string, where = "true") =>
      (await world.database.query<{ count: number }>(`select count(*) from ${table} where ${where}`))[0]
        ?.count;
    return [
      await count("parked_receipt"),
      await count("idempotency"),
      await count("rate_limit", "key < 'd'"),
    ];
  };
  await dropExpired(context);
  expect(await left()).toEqual([2500, 2, 3]);
  world.clock.now = after(24 * hour);
  await dropExpired(context);
  expect(await left()).toEqual([2476, 1, 2]);
  world.clock.now = after(2500 * hour);
  await dropExpired(context);
  expect(await left()).toEqual([0, 0, 1]);
});

test("a process that stops begins no further batch of work that load may never let end", async () => {
  await createScene(world, await createTenant(world));
  await world.database.query("insert into rate_limit (key, points, expire) values ('stopping', 1, 0)");
  const left = async () =>
    world.database.query(
      "select (select count(*) > 0 from search_due) as words, exists (select 1 from rate_limit where key = 'stopping') as limits",
    );
  for (const [stopping, isLeft] of [
    [AbortSignal.abort(), true],
    [undefined, false],
  ] as const) {
    await indexWords(context, stopping);
    await dropExpired(context, stopping);
    expect(await left()).toEqual([{ words: isLeft, limits: isLeft }]);
  }
});

test("a table whose expired rows cannot be deleted keeps those of no other", async () => {
  await world.database.query("insert into rate_limit (key, points, expire) values ('after a failure', 1, 0)");
  const query: typeof world.database.query = async (...statement) => {
    if (String(statement[0]).includes("delete from parked_receipt")) throw new Error("the index is damaged");
    return world.database.query(...statement);
  };
  const database = { ...world.database, query };
  await expect(dropExpired({ ...context, database })).rejects.toThrow("the index is damaged");
  expect(await world.database.query("select 1 from rate_limit where key = 'after a failure'")).toEqual([]);
});

test("partitions exist three months ahead; rows without one are an error", async () => {
  const partitions = async () =>
    (
      await world.database.query<{ name: string }>(
        "select relname as name from pg_class where relname ~ '^event_[0-9]{6}$' and relkind = 'r' order by 1",
      )
    ).map(({ name }) => name);
  world.clock.now = new Date("2027-12-31T23:59:59.999Z");
  await Promise.all([keepPartitions(context), keepPartitions(context)]);
  expect(await partitions()).toEqual(
    expect.arrayContaining(["event_202711", "event_202712", "event_202801", "event_202803"]),
  );
  expect(log.error).not.toHaveBeenCalled();

  await world.relay();
  await createTenant(world);
  world.clock.now = new Date("2029-06-01T00:00:00.000Z");
  await world.relay(); // no partition for June 2029
  world.clock.now = new Date("2029-01-10T00:00:00.000Z");
  await keepPartitions(context);
  expect(log.error).toHaveBeenCalledWith({ rows: 2 }, expect.stringContaining("default partition"));
  expect((await metrics.unplacedRows.get()).values[0]?.value).toBe(2);
  world.clock.now = new Date("2029-05-10T00:00:00.000Z");
  await expect(keepPartitions(context)).rejects.toThrow("default partition");
});

test("deliveries, their tries and an endpoint's hours are kept for 30 days, and those that wait until they no longer do", async () => {
  const { accountId } = await createTenant(world);
  const day = 24 * 60 * MINUTE;
  await world.database.query(
    `with d as (
       insert into delivery (account_id, endpoint_id, event_id, type, due_at, created_at)
       values ($1, 1, gen_random_uuid(), 'note.created', $2, $2) returning id
     ), t as (
       insert into delivery_try (account_id, delivery_id, endpoint_id, number, at, duration_ms)
       select $1, id, 1, 1, $2, 5 from d
     )
     insert into endpoint_hour (account_id, endpoint_id, at, tries, delivered, duration_ms, duration_max_ms)
     values ($1, 1, $2, 1, 1, 5, 5)`,
    [accountId, world.clock.now],
  );
  const left = async () => {
    const [row] = await world.database.query<{ kept: number[] }>(
      `select array[(select count(*) from delivery where account_id = $1),
                    (select count(*) from delivery_try where account_id = $1),
                    (select count(*) from endpoint_hour where account_id = $1)]::int[] as kept`,
      [accountId],
    );
    return row?.kept;
  };
  world.clock.now = after(30 * day - MINUTE);
  await dropExpired(context);
  expect(await left()).toEqual([1, 1, 1]);
  world.clock.now = after(MINUTE);
  await dropExpired(context);
  expect(await left()).toEqual([1, 1, 0]);
  await world.database.query("update delivery set state = 'delivered' where account_id = $1", [accountId]);
  await dropExpired(context);
  expect(await left()).toEqual([0, 0, 0]);
});
