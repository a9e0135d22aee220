import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { metrics } from "@/server/lib/process/metrics";
import { RELEASE } from "@/server/lib/process/release";
import { replaySinceReview } from "@/server/queries/inboxes/audit-inbox";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { listSettingChanges } from "@/server/queries/inboxes/setting-changes";
import { countViews } from "@/server/queries/organising/organising";
import { auditCounters, listAccountsToAudit } from "@/server/store/conversations/counter-audit";
import { foldCounters } from "@/server/store/conversations/counters";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { auditAccounts, auditSettings, type SettingsAudit } from "./audits";

const DAY_MS = 86_400_000;
const log = { error: vi.fn() };
let world: World;
let tenant: Tenant;
let audit: SettingsAudit;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
  audit = {
    database: world.database,
    run: world.run,
    now: () => world.clock.now,
    log,
    replay: replaySinceReview(world.database),
  };
});
afterAll(() => world.close());

const later = (days: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + days * DAY_MS);
};
const newInbox = async () => {
  const { id } = (await world.run(createInbox, tenant.admin, { name: "Website", channel: "api" })).result;
  return id;
};
const review = (inboxId: number) => world.run(reviewInbox, tenant.admin, { inboxId });
const lastAudit = async (inboxId: number) =>
  (await getInbox(world.database, tenant.admin, inboxId)).lastAudit;
const countAudited = async () => (await world.relay()).filter((row) => row.type === "inbox.audited").length;

test("a week after the review its drift is reported once, whichever worker is first", async () => {
  const inboxId = await newInbox();
  await review(inboxId);
  await world.run(changePolicy, tenant.admin, { inboxId, settings: { startAsPending: true } });
  await auditSettings(audit);
  expect(await lastAudit(inboxId)).toBeNull();
  later(7);
  await Promise.all([auditSettings(audit), auditSettings(audit)]);
  expect(await lastAudit(inboxId)).toEqual({
    at: world.clock.now.toISOString(),
    release: RELEASE,
    reason: "time",
    drift: ["startAsPending"],
    decided: 0,
    moved: 0,
  });
  expect(await countAudited()).toBe(1);
  const changes = await listSettingChanges(world.database, tenant.admin, {
    subject: "inbox",
    cursor: null,
    limit: 1,
  });
  expect(changes.data).toMatchObject([
    { setting: "audited", actor: { type: "system" }, to: { drift: ["startAsPending"], moved: 0 } },
  ]);
  later(6);
  await auditSettings(audit);
  expect(await countAudited()).toBe(0);
});

test("after an upgrade it is audited again, however recent the last audit", async () => {
  const inboxId = await newInbox();
  await review(inboxId);
  await auditSettings({ ...audit, release: "99.0.0" });
  expect(await lastAudit(inboxId)).toMatchObject({ release: "99.0.0", reason: "release", drift: [] });
});

test("without a review, drift since the creation is reported after the interval, and after upgrades", async () => {
  const inboxId = await newInbox();
  await world.run(changePolicy, tenant.admin, { inboxId, settings: { startAsPending: true } });
  await world.run(updateInbox, tenant.admin, { inboxId, stuckAfterMinutes: 0 });
  await auditSettings({ ...audit, release: "99.5.0" });
  expect(await lastAudit(inboxId)).toBeNull();
  later(7);
  await auditSettings(audit);
  expect(await lastAudit(inboxId)).toMatchObject({
    reason: "time",
    release: RELEASE,
    drift: expect.arrayContaining(["startAsPending", "stuckAfterMinutes"]),
  });
  later(1);
  await auditSettings({ ...audit, release: "99.6.0" });
  expect(await lastAudit(inboxId)).toMatchObject({ reason: "release", release: "99.6.0" });
});

test("with reminders off, nothing is reported, with a review or without", async () => {
  const [unseen, calm] = [await newInbox(), await newInbox()];
  await review(calm);
  for (const inboxId of [unseen, calm])
    await world.run(updateInbox, tenant.admin, { inboxId, reviewEveryDays: 0 });
  later(30);
  await auditSettings({ ...audit, release: "100.0.0" });
  expect(await lastAudit(unseen)).toBeNull();
  expect(await lastAudit(calm)).toBeNull();
  expect(log.error).not.toHaveBeenCalled();
});

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

test("an account whose recount fails keeps no other from theirs", async () => {
  const [failing, next] = [await createTenant(world), await createTenant(world)];
  await world.database.query("insert into counter_audit select id, $1 from account on conflict do nothing", [
    world.clock.now,
  ]);
  await world.database.query("delete from counter_audit where account_id = any($1)", [
    [failing.accountId, next.accountId],
  ]);
  let isFirst = true;
  const transaction: typeof world.database.transaction = (work) => {
    const fails = isFirst;
    isFirst = false;
    const timeout = new Error("canceling statement due to statement timeout");
    return fails ? Promise.reject(timeout) : world.database.transaction(work);
  };
  const log = { error: vi.fn() };
  const database = { ...world.database, transaction };
  await auditAccounts({ database, now: () => world.clock.now, log });
  expect(log.error.mock.calls).toMatchObject([[{ accountId: failing.accountId }, expect.any(String)]]);
  const audited = await world.database.query(
    "select account_id as id from counter_audit where account_id = any($1)",
    [[failing.accountId, next.accountId]],
  );
  expect(audited).toEqual([{ id: next.accountId }]);
});
