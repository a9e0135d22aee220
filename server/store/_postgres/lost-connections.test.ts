import { beforeAll, expect, onTestFinished, test } from "vitest";
import { isAway } from "@/server/lib/is-away";
import { createTestDatabase } from "@/test/support/database/database";
import { openSwallowingProxy, type SwallowingProxy } from "@/test/support/network/swallowing-proxy";
import { POOL_LIMITS } from "./client-limits";
import { openDatabase } from "./db";

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

test("statements on silently dropped connections fail as unreachable, and the next ones use new connections", async () => {
  const { proxy, database } = await open(3);
  const pause = () => database.query("select pg_sleep(0.05)");
  await Promise.all([pause(), pause(), pause()]);
  expect(proxy.opened()).toBe(3);
  proxy.swallow();
  const lost = database.query("select 1");
  const inTransaction = database.transaction((db) => db.query("select 1"));
  const faults = await Promise.all([lost, inTransaction].map(faultOf));
  expect(faults.map(isAway)).toEqual([true, true]);
  expect(await database.query("select 2 as n")).toEqual([{ n: 2 }]);
  expect(proxy.opened()).toBeGreaterThan(3);
});

test("a long statement is not taken for a lost connection", async () => {
  const { database, proxy } = await open(1);
  const slow = await database.query("select pg_sleep(1.2), 1 as n");
  expect(slow).toMatchObject([{ n: 1 }]);
  expect(proxy.opened()).toBeGreaterThan(1); // the others asked Postgres
});
