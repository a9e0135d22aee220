import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/run";
import { createWorld, type World } from "@/test/world";
import type { Path } from "./path";
import { PATHS } from "./paths";
import { createStage, pass, type Stage } from "./stage";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

async function begin({ given }: Path): Promise<Stage> {
  const stage = await createStage(world);
  await given?.(stage);
  pass(world);
  return stage;
}

/** What an account's outbox and log hold. */
const countTold = async ({ accountId }: Stage): Promise<number> => {
  const [row] = await world.database.query<{ told: number }>(
    `select (select count(*) from outbox where account_id = $1) + (select count(*) from event where account_id = $1) as told`,
    [accountId],
  );
  return row?.told ?? 0;
};

test.each(PATHS.map((path) => [path.title, path] as const))("%s: told exactly so, once", async (_, path) => {
  const stage = await begin(path);
  const before = await countTold(stage);
  const events = await path.act(stage, world.run);
  expect(typesOf(events)).toEqual(path.told);
  expect(await countTold(stage)).toBe(before + path.told.length);
  if (path.actor) expect(events.map(({ actor }) => actor.type)).toContain(path.actor);
  if (!path.again) return;
  pass(world);
  expect(typesOf(await path.act(stage, world.run))).toEqual(path.again);
});

const LOST = new Error("the commit is lost");

test.each(PATHS.map((path) => [path.title, path] as const))(
  "%s: rolled back, told nothing",
  async (_, path) => {
    const stage = await begin(path);
    const before = await countTold(stage);
    let told = 0;
    const run = createRun({
      database: {
        ...world.database,
        transaction: (work) =>
          world.database.transaction(async (db) => {
            await work(db);
            throw LOST;
          }),
      },
      now: () => world.clock.now,
      onCommitted: () => told++,
    });
    await expect(path.act(stage, run)).rejects.toBe(LOST);
    expect([await countTold(stage), told]).toEqual([before, 0]);
  },
);
