import { afterAll, beforeAll, expect, test } from "vitest";
import { createCannedReply } from "@/server/commands/organising/canned-replies";
import { CANNED_REPLIES_MAX } from "@/server/domain/organising/canned-reply";
import { listCannedReplies } from "@/server/queries/organising/list-canned-replies";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("an account has as many canned replies as a screen can list, and no more", async () => {
  const { accountId, admin } = await createTenant(world);
  const fill = (last: number) =>
    world.database.query(
      `insert into canned_reply (account_id, short_code, content, created_at, updated_at)
       select $1, 'c' || n, 'x', $2, $2 from generate_series(1, $3::int) as n`,
      [accountId, world.clock.now, last],
    );
  await fill(CANNED_REPLIES_MAX - 1);
  await world.run(createCannedReply, admin, { shortCode: "last", content: "x" });
  const oneMore = world.run(createCannedReply, admin, { shortCode: "more", content: "x" });
  await expect(oneMore).rejects.toMatchObject({ refusal: "canned_reply.too_many" });
  expect(await listCannedReplies(world.database, admin)).toHaveLength(CANNED_REPLIES_MAX);
});
