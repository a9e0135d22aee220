import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { isAway } from "@/server/lib/is-away";
import { createTestDatabase } from "@/test/support/database/database";
import { openSwallowingProxy, type SwallowingProxy } from "@/test/support/network/swallowing-proxy";
import { POOL_LIMITS } from "./client-limits";
import { type Database, openDatabase } from "./db";

let url: string;
beforeAll(async () => {
  ({ url } = await createTestDatabase(null));
});

async function open(max: number) {
  const proxy: SwallowingProxy = await openSwallowingProxy(url);
  onTestFinished(() => proxy.close());
  const database = openDatabase({ url: proxy.url, max, limits: { ...POOL_LIMITS, silentMs: 200 } });
  onTestFinished(() => database.close());
  return { proxy, database };
}

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

/** Holds so many transactions open at the same time: each has a connection of its own. */
async function meet(database: Database, count: number): Promise<void> {
  let here = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrive = () =>
    database.transaction(async (db) => {
      await db.query("select 1");
      if (++here === count) open();
      await all;
    });
  await Promise.all(Array.from({ length: count }, arrive));
}

test("statements on silently dropped connections fail as unreachable, and the next ones use new connections", async () => {
  const { proxy, database } = await open(3);
  await meet(database, 3);
  const opened = proxy.opened(); // a busy machine may have cut some that were slow
  proxy.swallow();
  const lost = database.query("select 1");
  const inTransaction = database.transaction((db) => db.query("select 1"));
  const faults = await Promise.all([lost, inTransaction].map(faultOf));
  expect(faults.map(isAway)).toEqual([true, true]);
  expect(await database.query("select 2 as n")).toEqual([{ n: 2 }]);
  expect(proxy.opened()).toBeGreaterThan(opened);
});

test("the locks of a transaction whose connection was dropped are released", async () => {
  const { proxy, database } = await open(1);
  const other = openDatabase({ url, max: 1 });
  onTestFinished(() => other.close());
  const lost = database.transaction(async (db) => {
    await db.query("select pg_advisory_xact_lock(2)");
    proxy.swallow();
    await db.query("select 1");
  });
  expect(isAway(await faultOf(lost))).toBe(true);
  const [held] = await other.query<{ locked: boolean }>("select pg_try_advisory_lock(2) as locked"); // or Postgres still ends it
  if (!held?.locked) await other.query("select pg_advisory_lock(2)");
});

test("a long statement is not taken for a lost connection", async () => {
  const { database, proxy } = await open(1);
  const other = openDatabase({ url, max: 1 });
  onTestFinished(() => other.close());
  const slow = await other.transaction(async (db) => {
    await db.query("select pg_advisory_xact_lock(1)");
    const waiting = database.query("select pg_advisory_lock(1), 1 as n");
    await vi.waitUntil(() => proxy.opened() > 1, { timeout: 10_000 }); // another connection asked Postgres
    return { waiting }; // it ends when this transaction does
  });
  expect(await slow.waiting).toMatchObject([{ n: 1 }]);
});
