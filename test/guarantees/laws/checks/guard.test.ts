import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "@/server/store/_postgres/db";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
});
afterAll(() => world.close());

const change = (statement: string, ...values: unknown[]) =>
  world.database
    .transaction((db) => db.query(statement, [stage.accountId, ...values]))
    .catch((error) => String(error));

const guarded = (table: string, id: number) => `error: guard: ${table} ${id} changed without an event`;

test("a status, lifecycle or tick written without an event fails at commit", async () => {
  const { conversation, outgoing } = stage;
  const byHand = `where account_id = $1 and id = $2`;
  expect(await change(`update conversation set status = 'resolved' ${byHand}`, conversation.id)).toBe(
    guarded("conversation", conversation.id),
  );
  expect(await change(`update conversation set lifecycle = 'trashed' ${byHand}`, conversation.id)).toBe(
    guarded("conversation", conversation.id),
  );
  expect(await change(`update message set status = 'read' ${byHand}`, outgoing.id)).toBe(
    guarded("message", outgoing.id),
  );
  expect(await change(`update message set status = null ${byHand}`, outgoing.id)).toBe(
    guarded("message", outgoing.id),
  );
});

test("an event of another resource or transaction does not satisfy the guard, nor does a change without counters", async () => {
  const { conversation, outgoing } = stage;
  const record = (type: string, id: number) => (db: Db) =>
    db.query(
      `insert into outbox (account_id, event_id, type, operation_id, resource_type, resource_id, resource_version,
                           occurred_at, hash, body)
       values ($1, gen_random_uuid(), 'x', gen_random_uuid(), $2, $3, 1, now(), '', '{}')`,
      [stage.accountId, type, id],
    );
  const resolve = (db: Db) =>
    db.query(`update conversation set status = 'resolved' where account_id = $1 and id = $2`, [
      stage.accountId,
      conversation.id,
    ]);
  const together = (...steps: ((db: Db) => Promise<unknown>)[]) =>
    world.database
      .transaction(async (db) => {
        for (const step of steps) await step(db);
        throw new Error("not refused");
      })
      .catch(String);

  // `set constraints` runs the deferred guard immediately, so that nothing is committed.
  const now = (db: Db) => db.query(`set constraints all immediate`);
  expect(await together(record("message", outgoing.id), resolve, now)).toBe(
    guarded("conversation", conversation.id),
  );
  expect(await together(record("conversation", conversation.id), resolve, now)).toBe(
    `error: guard: conversation ${conversation.id} moved without being counted`,
  );
  const count = (db: Db) =>
    db.query(
      `insert into counter_delta (account_id, inbox_id, lifecycle, status, assignee_id, change)
       values ($1, $2, 'live', 'resolved', 0, 1)`,
      [stage.accountId, conversation.inboxId],
    );
  expect(await together(record("conversation", conversation.id), count, resolve, now)).toBe(
    "Error: not refused",
  );
});

test("an assignee written without being counted fails at commit", async () => {
  const { id } = stage.conversation;
  expect(await change(`update conversation set assignee_id = 5 where account_id = $1 and id = $2`, id)).toBe(
    `error: guard: conversation ${id} moved without being counted`,
  );
});

test("an update without a change of status needs no event", async () => {
  expect(
    await change(`update conversation set status = status, unread_count = 0 where account_id = $1`),
  ).toEqual([]);
});
