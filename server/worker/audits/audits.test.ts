import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { RELEASE } from "@/server/lib/process/release";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { replaySinceReview } from "@/server/queries/inboxes/replay-since-review";
import { listSettingChanges } from "@/server/queries/inboxes/setting-changes";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { auditSettings, type SettingsAudit } from "./audits";

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
