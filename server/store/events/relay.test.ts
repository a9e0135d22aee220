import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import type { Database } from "@/server/store/_postgres/db";
import { readLog } from "@/server/store/events/log/event-log";
import { readFingerprint } from "@/test/guarantees/laws/checks/snapshot";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { RELAY_BATCH, stampBatch } from "./relay";
import type { Tx } from "./tx";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const add = (tenant: Tenant, name: string, database: Database = world.database) =>
  createRun({ database, now: () => world.clock.now, onCommitted: () => {} })(createContact, tenant.admin, {
    name,
  });

const readNames = async ({ accountId }: Tenant) => {
  const log = await readLog(world.database, accountId, { after: 0, limit: 5000 });
  return log.filter((row) => row.type === "contact.created").map((row) => [row.seq, nameOf(row.body.data)]);
};
const nameOf = (data: object) => ("name" in data ? data.name : null);

/** A database whose transactions wait before their commit, with all statements sent, until `go`. */
function pauseCommits(): { database: Database; reached: Promise<void>; go: () => void } {
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let reach = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const transaction: Database["transaction"] = (work) =>
    world.database.transaction(async (db) => {
      const result = await work(db);
      reach();
      await gate;
      return result;
    });
  return { database: { ...world.database, transaction }, reached, go };
}

test("a long transaction delays no other, and is stamped when it commits although its ids are smaller", async () => {
  const tenant = await createTenant(world);
  await world.relay();
  const paused = pauseCommits();
  const slow = add(tenant, "began first", paused.database);
  await paused.reached;
  await add(tenant, "began second");
  expect((await world.relay()).length).toBe(1);
  paused.go();
  await slow;
  expect((await world.relay()).length).toBe(1);
  expect(await readNames(tenant)).toEqual([
    [3, "began second"],
    [4, "began first"],
  ]);
});

test("while one process relays, another gets `busy` and does not wait", async () => {
  const result = await world.database.transaction(async (db) => {
    await db.query(`select 1 from relay_state for update`);
    return stampBatch(world.database, world.clock.now);
  });
  expect(result).toEqual({ kind: "busy" });
});

test("a batch that fails stamps nothing, and the next batch stamps its events once", async () => {
  const [tenant, other] = [await createTenant(world), await createTenant(world)];
  await world.relay();
  await add(tenant, "once");
  await add(other, "too");
  const { database } = world;
  const move = (from: number, to: number) =>
    database.query("update account_head set account_id = $2 where account_id = $1", [from, to]);
  await move(other.accountId, -1);
  const before = await readFingerprint(database);
  await expect(stampBatch(database, world.clock.now)).rejects.toThrow("null value");
  expect(await readFingerprint(database)).toEqual(before);
  await move(-1, other.accountId);
  expect((await world.relay()).length).toBe(2);
  expect(await world.relay()).toEqual([]);
  expect(await readNames(tenant)).toEqual([[3, "once"]]);
  expect(await readNames(other)).toEqual([[3, "too"]]);
});

test("concurrent relays stamp each event of concurrent writers once and without gaps", async () => {
  const tenant = await createTenant(world);
  await world.relay();
  const names = Array.from({ length: 200 }, (_, i) => `${i}`);
  let isWriting = true;
  const relays = [0, 1, 2].map(async () => {
    const taken: number[] = [];
    while (isWriting) {
      const result = await stampBatch(world.database, world.clock.now);
      if (result.kind === "stamped") taken.push(...result.rows.map(({ seq }) => seq));
    }
    return taken;
  });
  const writers = [0, 1, 2, 3].map(async (writer) => {
    for (const name of names.filter((_, i) => i % 4 === writer)) await add(tenant, name);
  });
  await Promise.all(writers);
  isWriting = false;
  const stamped = [...(await Promise.all(relays)).flat(), ...(await world.relay()).map(({ seq }) => seq)];
  expect(stamped.sort((a, b) => a - b)).toEqual(names.map((_, i) => i + 3));
  expect((await readNames(tenant)).map(([, name]) => name).sort()).toEqual(names.toSorted());
});

test("every account has its own seq without gaps, also over several batches", async () => {
  const [one, other] = [await createTenant(world), await createTenant(world)];
  const addMany = async (tx: Tx, count: number) => {
    for (let i = 0; i < count; i++) await createContact(tx, { name: `${i}` });
  };
  await world.run(addMany, one.admin, RELAY_BATCH);
  await add(other, "between");
  await world.run(addMany, one.admin, 10);
  const stamped = await world.relay();
  for (const { accountId } of [one, other]) {
    const log = await readLog(world.database, accountId, { after: 0, limit: 5000 });
    expect(log.map((row) => row.seq)).toEqual(log.map((_, i) => i + 1));
    expect(stamped.filter((row) => row.accountId === accountId).map((row) => row.seq)).toEqual(
      log.map((r) => r.seq),
    );
  }
  expect((await readNames(one)).map(([, name]) => Number(name))).toEqual(
    [RELAY_BATCH, 10].flatMap((length) => Array.from({ length }, (_, i) => i)),
  );
});

test("the time of stamping never goes back, even if the clock does", async () => {
  const tenant = await createTenant(world);
  const now = world.clock.now.getTime();
  await stampBatch(world.database, new Date(now + 60_000));
  await add(tenant, "earlier");
  await stampBatch(world.database, new Date(now));
  const log = await readLog(world.database, tenant.accountId, { after: 0, limit: 10 });
  expect(log.map((row) => row.stampedAt.getTime() - now)).toEqual([60_000, 60_000, 60_000]);
});
