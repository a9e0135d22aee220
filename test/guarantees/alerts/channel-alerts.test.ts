import { afterAll, beforeAll, expect, test } from "vitest";
import { listAlerts } from "@/server/queries/health/alerts";
import { type ConnectionState, saveConnection } from "@/server/store/inboxes/channel-connection";
import { watchAlerts } from "@/server/worker/watches/watch-alerts";
import { createStage, pass } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

const MINUTE = 60_000;
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

async function watchLater(ms: number): Promise<void> {
  pass(world, ms);
  const errors: unknown[] = [];
  const log = { error: (entry: unknown) => errors.push(entry) };
  await watchAlerts({ database: world.database, run: world.run, now: () => world.clock.now, log });
  expect(errors).toEqual([]);
}

test("an inbox that stays disconnected has one alert with the reason, until it is connected", async () => {
  const stage = await createStage(world);
  const { accountId } = stage.admin;
  const report = (state: ConnectionState["state"], error: string | null = null) =>
    saveConnection(world.database, accountId, {
      inboxId: stage.inbox.id,
      now: world.clock.now,
      state,
      error,
      nextTryAt: null,
    });
  const alerts = async () =>
    (await listAlerts(world.database, stage.admin, { limit: 50 })).data.filter(
      ({ kind, subject }) => kind === "channel_disconnected" && subject.id === stage.inbox.id,
    );

  await report("disconnected", "Authentication failed.");
  const since = world.clock.now.toISOString();
  await watchLater(4 * MINUTE);
  expect(await alerts()).toEqual([]);

  await report("disconnected", "Authentication failed.");
  await watchLater(MINUTE);
  await watchLater(MINUTE);
  expect(await alerts()).toMatchObject([
    { closedAt: null, facts: { since, error: "Authentication failed." } },
  ]);

  await report("connecting");
  await watchLater(MINUTE);
  expect(await alerts()).toMatchObject([{ closedAt: null }]);

  await report("connected");
  await watchLater(MINUTE);
  expect(await alerts()).toMatchObject([{ closedAt: expect.any(String) }]);
});
