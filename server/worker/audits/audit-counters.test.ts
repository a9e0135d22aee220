import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { metrics } from "@/server/lib/process/metrics";
import { countViews } from "@/server/queries/organising/organising";
import { auditCounters, listAccountsToAudit } from "@/server/store/conversations/counter-audit";
import { foldCounters } from "@/server/store/conversations/counters";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { auditAccounts } from "./audits";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const HOUR = 3_600_000;
const corrected = async () => (await metrics.counterDrift.get()).values[0]?.value ?? 0;

test("a difference is found, logged and corrected once; an account is audited again after an hour", async () => {
  const tenant = await createTenant(world);
  const { inbox } = await createScene(world, tenant);
  const log = { error: vi.fn() };
  const audit = () => auditAccounts({ database: world.database, now: () => world.clock.now, log });
  await audit();
  expect(log.error).not.toHaveBeenCalled();

  const cell = `(account_id, inbox_id, lifecycle, status, assignee_id, count) values ($1, $2, 'live'`;
  await world.database.query(
    `insert into conversation_counter ${cell}, 'open', 5, 3), ($1, $2, 'live', 'resolved', 0, -1)`,
    [tenant.accountId, inbox.id],
  );
  await world.database.query(
    `insert into conversation_total (account_id, inbox_id, lifecycle, status, count, unassigned)
     values ($1, $2, 'live', 'open', 3, 0), ($1, $2, 'live', 'resolved', -1, -1)`,
    [tenant.accountId, inbox.id],
  );
  expect(await countViews(world.database, tenant.admin)).toMatchObject({ open: 4, resolved: -1 });

  world.clock.now = new Date(world.clock.now.getTime() + HOUR);
  await audit(); // not yet older than an hour
  expect(log.error).not.toHaveBeenCalled();

  world.clock.now = new Date(world.clock.now.getTime() + 1);
  const before = await corrected();
  await audit();
  expect((await corrected()) - before).toBe(4);
  expect(log.error).toHaveBeenCalledExactlyOnceWith(
    {
      accountId: tenant.accountId,
      drift: expect.arrayContaining([
        { inboxId: inbox.id, lifecycle: "live", status: "open", assigneeId: 5, change: -3 },
        { inboxId: inbox.id, lifecycle: "live", status: "resolved", assigneeId: 0, change: 1 },
      ]),
    },
    expect.any(String),
  );
  expect(await countViews(world.database, tenant.admin)).toMatchObject({
    open: 1,
    resolved: 0,
    unassigned: 1,
  });

  world.clock.now = new Date(world.clock.now.getTime() + 2 * HOUR);
  await audit();
  expect(log.error).toHaveBeenCalledTimes(1);
});

test("a total that is not the sum of its counters is corrected", async () => {
  const tenant = await createTenant(world);
  const { inbox } = await createScene(world, tenant);
  await foldCounters(world.database);
  await world.database.query(
    "update conversation_total set count = 9, unassigned = 4 where account_id = $1",
    [tenant.accountId],
  );
  expect(await auditCounters(world.database, tenant.accountId, world.clock.now)).toEqual([
    { inboxId: inbox.id, lifecycle: "live", status: "open", assigneeId: null, change: -8 },
  ]);
  expect(await countViews(world.database, tenant.admin)).toMatchObject({ open: 1, unassigned: 1 });
  expect(await auditCounters(world.database, tenant.accountId, world.clock.now)).toEqual([]);
});

test("a run takes the accounts audited longest ago, never-audited ones first", async () => {
  const first = await createTenant(world);
  const second = await createTenant(world);
  await world.database.query("delete from counter_audit");
  await world.database.query(
    "insert into counter_audit select id, $1 from account where id not in ($2, $3)",
    [world.clock.now, first.accountId, second.accountId],
  );
  const before = new Date(world.clock.now.getTime() + 1);
  expect(await listAccountsToAudit(world.database, { before, limit: 2 })).toEqual([
    first.accountId,
    second.accountId,
  ]);
  expect(await listAccountsToAudit(world.database, { before: world.clock.now, limit: 9 })).toHaveLength(2);
});
