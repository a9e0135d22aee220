import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, type World } from "@/test/support/scenes/world";
import { resolveAmongTicks } from "./resolve-among-ticks";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("workers killed in the middle of 2,000 conversations, among ticks: each is changed and told exactly once", async () => {
  const among = { conversations: 2_000, kills: 2, seed: 20_261_120 };
  const { wanted, changed } = await resolveAmongTicks(world, among);
  expect(changed).toEqual(wanted);
}, 90_000);
