import { afterAll, beforeAll, expect, test } from "vitest";
import { createEndpoint, deleteEndpoint, disableEndpoint } from "@/server/commands/webhooks/endpoints";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { readAllQueues, readQueues } from "./queues";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const PUBLIC = "https://hooks.example.test/";

/** An endpoint with one delivery that is due from then on. */
async function openEndpoint(stage: Stage, dueAt: Date): Promise<number> {
  const { result } = await stage.run(createEndpoint, { url: PUBLIC, types: ["*"] });
  const { id } = result.endpoint;
  await world.database.query(
    `insert into delivery (account_id, endpoint_id, event_id, type, sample, due_at, created_at)
     values ($1, $2, gen_random_uuid(), 'message.created', '{}', $3, $3)`,
    [stage.accountId, id, dueAt],
  );
  return id;
}

const deliveriesOf = async ({ accountId }: Stage) => {
  const read = { now: world.clock.now, max: 100 };
  const [own, all] = [
    await readQueues(world.database, accountId, read),
    await readAllQueues(world.database, read),
  ];
  expect(all.deliveries).toEqual(own.deliveries); // no other account has any
  return own.deliveries;
};

test("deliveries of a deleted endpoint do not wait, and nobody is to try those of a disabled or paused one", async () => {
  const stage = await createStage(world);
  const dueAt = world.clock.now;
  const oldestDueAt = dueAt.toISOString();
  const [kept, paused, disabled, deleted] = [
    await openEndpoint(stage, dueAt),
    await openEndpoint(stage, dueAt),
    await openEndpoint(stage, dueAt),
    await openEndpoint(stage, dueAt),
  ];
  pass(world, 3_600_000);
  expect(await deliveriesOf(stage)).toEqual({ waiting: 4, due: 4, oldestDueAt });

  await stage.run(deleteEndpoint, { endpointId: deleted });
  await stage.run(disableEndpoint, { endpointId: disabled, reason: "by_hand" });
  const pause = `update endpoint_progress set open_until = $2 where endpoint_id = $1`;
  await world.database.query(pause, [paused, new Date(world.clock.now.getTime() + 60_000)]);
  expect(await deliveriesOf(stage)).toEqual({ waiting: 3, due: 1, oldestDueAt });

  await stage.run(deleteEndpoint, { endpointId: kept });
  expect(await deliveriesOf(stage)).toEqual({ waiting: 2, due: 0, oldestDueAt: null });
});
