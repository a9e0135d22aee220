import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { readLog, toEvent } from "@/server/store/events/log/event-log";
import {
  countStatusChanges,
  countStatusEvents,
  findBroken,
  watchStatuses,
} from "@/test/guarantees/laws/checks/invariants";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import { drawOf, failuresOf, interleave } from "@/test/support/database/interleave";
import { drawnRuns, seeds } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { CASES, overtakenMax } from "./commands";
import { createStage, pass } from "./stage";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await watchStatuses(world.database);
});
afterAll(() => world.close());

test.each(seeds(drawnRuns(30)))(
  "three concurrent commands keep the laws, with statements in the order of seed %i",
  async (seed) => {
    const draw = drawOf(seed);
    const stage = await createStage(world);
    const drawn = Array.from({ length: 3 }, () => CASES[draw(CASES.length)]).flatMap((one) => one ?? []);
    const attempts: Awaited<ReturnType<(typeof CASES)[number]["prepare"]>>[] = [];
    for (const one of drawn) attempts.push(...(await one.prepare(stage).then((a) => [a], noneIfRefused)));
    pass(world);

    const done = await interleave(
      world.database,
      seed,
      attempts.map((attempt) => (database) => {
        const run = createRun({ database, now: () => world.clock.now, onCommitted: () => {} });
        return attempt(run);
      }),
    );
    const names = drawn.map(({ name }) => name);
    expect({ names, failures: failuresOf(done), retries: done.retries }).toEqual({
      names,
      failures: [],
      retries: 0,
    });
    expect(done.overtaken).toBeLessThanOrEqual(overtakenMax(drawn));
    await world.relay();
    const log = await readLog(world.database, stage.accountId, { after: 0, limit: 1000 });
    expect(reduceAll(emptySnapshot, log.map(toEvent))).toEqual(
      await readSnapshot(world.database, [stage.accountId]),
    );
  },
);

/** One case's starting state may be impossible after another's. */
function noneIfRefused(error: unknown): [] {
  if (isRefusal(error)) return [];
  throw error;
}

test("law 3 is true of all runs together, and no row breaks a rule of the tables", async () => {
  expect(await findBroken(world.database)).toEqual({});
  expect(await countStatusEvents(world.database)).toEqual(await countStatusChanges(world.database));
});
