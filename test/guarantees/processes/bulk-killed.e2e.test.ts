import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type World } from "@/test/support/scenes/world";
import { resolveAmongTicks } from "./resolve-among-ticks";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("each of 2,000 conversations has one change and one event when workers are killed in between, under ticks", async () => {
  const among = { conversations: 2_000, kills: 2, seed: 20_261_120 };
  const { wanted, changed } = await resolveAmongTicks(world, among);
  expect(changed).toEqual(wanted);
}, 90_000);
