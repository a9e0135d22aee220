import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { trashConversation } from "@/server/commands/conversations/trash";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { noChannel } from "@/test/support/scenes/files";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { startJobs } from "./jobs";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("a worker whose clock is years ahead of Postgres' deletes nothing, and its log has why", async () => {
  const tenant = await createTenant(world);
  const { conversation } = await createScene(world, tenant);
  await world.run(trashConversation, tenant.admin, { conversation: { conversationId: conversation.id } });
  await world.database.query("update account set purge_after_days = 30 where id = $1", [tenant.accountId]);
  const { database, run, files, fileLimits } = world;
  const log = { error: vi.fn() };
  const replay = async () => ({ decided: 0, moved: 0 });
  const uploads = UNLIMITED;
  const context = { database, run, log, files, fileLimits, uploads, replay, fetchFromChannel: noChannel };
  world.clock.now = new Date("2099-01-01T00:00:00Z");
  const work = startJobs({ ...context, now: () => world.clock.now });
  onTestFinished(() => work.stop());
  const reasons = () => log.error.mock.calls.map(([{ job, reason }]) => `${job}: ${reason}`);
  await expect
    .poll(() => reasons().filter((one) => one.includes("ahead of that of Postgres: nothing is deleted")))
    .toHaveLength(5);
  expect(await database.query("select from deletion where account_id = $1", [tenant.accountId])).toEqual([]);
});
