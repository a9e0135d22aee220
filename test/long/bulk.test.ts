import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveAmongTicks } from "@/test/guarantees/processes/resolve-among-ticks";
import { createWorld, type World } from "@/test/support/scenes/world";

const CONVERSATIONS = 50_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test(`${CONVERSATIONS} conversations resolve as as many events while ticks arrive and the worker is killed`, async () => {
  const among = { conversations: CONVERSATIONS, kills: 1, seed: Date.now() };
  const { wanted, changed, ticked } = await resolveAmongTicks(world, among);
  process.stdout.write(`resolved among ticks: ${JSON.stringify({ ...among, ticked })}\n`);
  expect(changed).toEqual(wanted);
  expect(ticked).toBeGreaterThan(100);
}, 900_000);
