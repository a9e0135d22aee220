import { expect, onTestFinished, test, vi } from "vitest";
import { countViews } from "@/server/queries/organising/organising";
import { one } from "@/server/store/_postgres/db";
import { startRelay } from "@/server/worker/relay/relay-loop";
import { createScene, createTenant, createWorld } from "@/test/support/scenes/world";

test("the relay folds the deltas of stamped events, also of earlier ones, and the counts stay the same", async () => {
  const world = await createWorld();
  onTestFinished(() => world.close());
  const tenant = await createTenant(world);
  await createScene(world, tenant); // before the relay starts
  const { database } = world;
  const relay = startRelay({
    database,
    now: () => world.clock.now,
    onStamped: () => {},
    onError: (error) => expect.fail(String(error)),
  });
  onTestFinished(() => relay.stop());
  const deltas = async () =>
    one(await database.query<{ count: number }>("select count(*) from counter_delta")).count;
  const settled = () =>
    vi.waitFor(async () => expect(await deltas()).toBe(0), { timeout: 5000, interval: 20 });
  await settled();
  for (let i = 0; i < 3; i++) await createScene(world, tenant);
  expect(await countViews(database, tenant.admin)).toMatchObject({ open: 4, unassigned: 4 });
  relay.wake();
  await settled();
  expect(await countViews(database, tenant.admin)).toMatchObject({ open: 4, unassigned: 4 });
});
