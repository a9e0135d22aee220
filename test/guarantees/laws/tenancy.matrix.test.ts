import { afterAll, beforeAll, expect, test } from "vitest";
import { markWrites, tablesWrittenSince, watchWrites } from "@/test/guarantees/laws/checks/faults";
import { drawnCases } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { COMMANDS } from "./commands";
import { createStage } from "./stage";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await watchWrites(world.database);
});
afterAll(() => world.close());

const IDS = Object.entries(COMMANDS).flatMap(([command, { foreign }]) =>
  typeof foreign === "string" ? [] : foreign.map((id) => [`${command}, ${id.what}`, id] as const),
);

test.each(drawnCases(IDS))("law 5: a foreign id is not found, its owner finds it: %s", async (_, id) => {
  const [mine, theirs] = [await createStage(world), await createStage(world)];
  await id.prepare(theirs);
  const before = await markWrites(world.database);
  expect(await id.refusalOf({ run: world.run, caller: mine.admin }, mine, theirs)).toBe(id.expect);
  expect(await tablesWrittenSince(world.database, before)).toEqual([]);
  expect(await id.refusalOf({ run: world.run, caller: theirs.admin }, theirs, theirs)).toBeNull();
});

test.each(drawnCases(IDS.filter(([, id]) => id.scope === "inbox")))(
  "an agent does not find an id in an inbox that they may not see: %s",
  async (_, id) => {
    const stage = await createStage(world);
    await id.prepare(stage);
    const before = await markWrites(world.database);
    expect(await id.refusalOf({ run: world.run, caller: stage.outsider }, stage, stage)).toBe(id.expect);
    expect(await tablesWrittenSince(world.database, before)).toEqual([]);
  },
);

test("a command without ids has a reason", () => {
  for (const [command, { foreign }] of Object.entries(COMMANDS))
    expect([command, foreign.length > 0]).toEqual([command, true]);
});
