import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createExpensiveLimit } from "./rate-limit";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const RATE = { perSecond: 0.5, burst: 3 };

test("a process alone counts each account in memory, without a statement", async () => {
  const clock = { ms: 1000 };
  const query = () => Promise.reject(new Error("no statement"));
  const database = { ...world.database, query };
  const count = createExpensiveLimit(RATE, { database, isShared: false, now: () => clock.ms });
  for (let nth = 0; nth < 3; nth++) await count({ accountId: 1 });
  await expect(count({ accountId: 1 })).rejects.toMatchObject({
    refusal: "request.rate_limited",
    retryAfterS: 2,
  });
  await count({ accountId: 2 });
  clock.ms += 2000;
  await count({ accountId: 1 });
});

test("several processes count together in the database", async () => {
  const options = { database: world.database, isShared: true };
  const [one, other] = [createExpensiveLimit(RATE, options), createExpensiveLimit(RATE, options)];
  await Promise.all([one({ accountId: 7 }), other({ accountId: 7 }), one({ accountId: 7 })]);
  const refused: unknown = await other({ accountId: 7 }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ refusal: "request.rate_limited" });
  const { retryAfterS } = Object(refused);
  expect(retryAfterS).toBeGreaterThan(0);
  expect(retryAfterS).toBeLessThanOrEqual(6);
  await one({ accountId: 8 });
});

test("without a rate nothing is limited", async () => {
  const count = createExpensiveLimit(null, { database: world.database, isShared: true });
  for (let nth = 0; nth < 10; nth++) await count({ accountId: 9 });
  const rows = await world.database.query("select 1 from rate_limit where key like 'expensive:account:9'");
  expect(rows).toEqual([]);
});
