import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveAmongTicks } from "../resolve-among-ticks";
import { createWorld, type World } from "../world";

const CONVERSATIONS = 50_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test(`${CONVERSATIONS} conversations resolve as as many events among ticks, through the worker's death`, async () => {
  const told = await resolveAmongTicks(world, { conversations: CONVERSATIONS, kills: 1, seed: Date.now() });
  process.stdout.write(`resolved among ticks: ${JSON.stringify(told)}\n`);
  expect(told.ticked).toBeGreaterThan(100);
}, 900_000);
