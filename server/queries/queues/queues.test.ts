import { afterAll, beforeAll, expect, test } from "vitest";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import { createStage } from "@/test/guarantees/laws/stage";
import { readPlans } from "@/test/support/database/plan";
import { createWorld, type World } from "@/test/support/scenes/world";
import { getQueues, listQueuedDeliveries, listQueuedMessageChanges, listQueuedSends } from "./queues";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("queues are read by indexes, however many sends and deliveries have ended", async () => {
  const [s, other] = [await createStage(world), await createStage(world)];
  const fields = { url: "https://hooks.example.com/in", types: ["*"] };
  const endpointId = (await s.run(createEndpoint, fields)).result.endpoint.id;
  const { now } = world.clock;
  await world.database.query(
    `insert into send (account_id, key, inbox_id, conversation_id, message_id, attempt, state, due_at, blocks_until,
                       created_at, settled_at)
     select $1, gen_random_uuid(), $2, $3, n, 1, case when n <= 100 then 'waiting' else 'accepted' end,
            $4::timestamptz + make_interval(secs => n), $4, $4, case when n > 100 then $4::timestamptz end
       from generate_series(1, 20000) n`,
    [s.accountId, s.inbox.id, s.conversation.id, now],
  );
  await world.database.query(
    `insert into delivery (account_id, endpoint_id, event_id, type, sample, state, due_at, created_at, settled_at)
     select $1, $2, gen_random_uuid(), 'message.created', '{}',
            case when n <= 100 then 'waiting' when n <= 200 then 'failed' else 'delivered' end,
            $3::timestamptz + make_interval(secs => n), $3, case when n > 100 then $3::timestamptz end
       from generate_series(1, 20000) n`,
    [s.accountId, endpointId, now],
  );
  await world.database.query(
    `insert into send (account_id, key, inbox_id, conversation_id, message_id, attempt, due_at, blocks_until, created_at)
     select $1, gen_random_uuid(), $2, $3, n, 1, $4::timestamptz + make_interval(secs => n), $4, $4
       from generate_series(1, 20000) n`,
    [other.accountId, other.inbox.id, other.conversation.id, now],
  );
  await world.database.query(
    `insert into message_change (account_id, message_id, inbox_id, kind, state, due_at, starts_at, requested_at, settled_at)
     select $1, n, $2, 'edit', case when n <= 100 then 'waiting' else 'done' end,
            $3::timestamptz + make_interval(secs => n), $3, $3, case when n > 100 then $3::timestamptz end
       from generate_series(1, 20000) n`,
    [s.accountId, s.inbox.id, now],
  );
  await world.database.query("analyze send, delivery, message_change");
  const page = { limit: 20, now };
  const second = async (list: (cursor: string | null) => Promise<{ nextCursor: string | null }>) => {
    const { nextCursor } = await list(null);
    expect(nextCursor).not.toBeNull();
    await list(nextCursor);
  };
  const readings = await readPlans(world.database, async (database) => {
    await getQueues(database, s.admin, now);
    await second((cursor) => listQueuedSends(database, s.admin, { ...page, cursor }));
    await second((cursor) => listQueuedMessageChanges(database, s.admin, { ...page, cursor }));
    for (const state of ["waiting", "failed"] as const)
      await second((cursor) => listQueuedDeliveries(database, s.admin, { ...page, state, cursor }));
  });
  const scanned = readings.flatMap(({ seqScans }) => seqScans);
  for (const table of ["send", "delivery", "message_change"]) expect(scanned).not.toContain(table);
  expect(readings.flatMap(({ indexes }) => indexes)).toEqual(
    expect.arrayContaining(["send_due", "message_change_due", "delivery_due", "delivery_failed"]),
  );
  expect(Math.max(...readings.map(({ rowsRead }) => rowsRead))).toBeLessThan(1_000);
});
