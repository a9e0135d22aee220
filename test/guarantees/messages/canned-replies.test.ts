import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember } from "@/server/commands/members/create-member";
import { createCannedReply } from "@/server/commands/organising/canned-replies";
import { createTeam } from "@/server/commands/organising/teams";
import { CANNED_REPLIES_MAX } from "@/server/domain/organising/canned-reply";
import { listCannedReplies } from "@/server/queries/organising/list-canned-replies";
import { agentOf } from "@/test/guarantees/laws/stage";
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

test("a reply for a team is listed for its members and administrators, a member's own only for them", async () => {
  const { accountId, admin } = await createTenant(world);
  const agent = async (name: string) => {
    const email = `${name}@example.test`;
    const fields = { name, email, role: "agent" as const, inboxIds: [], passwordHash: "unusable" };
    return agentOf(accountId, (await world.run(createMember, admin, fields)).result);
  };
  const [inTeam, other] = [await agent("in"), await agent("out")];
  const text = { name: "Returns", memberIds: [inTeam.userId ?? 0] };
  const { result: team } = await world.run(createTeam, admin, text);
  const content = "x";
  await world.run(createCannedReply, admin, {
    shortCode: "team",
    content,
    visibility: "teams",
    teamIds: [team.id],
  });
  await world.run(createCannedReply, other, { shortCode: "own", content, visibility: "own" });
  const codes = async (who: typeof admin) =>
    (await listCannedReplies(world.database, who)).map(({ shortCode }) => shortCode);
  expect([await codes(inTeam), await codes(other), await codes(admin)]).toEqual([
    ["team"],
    ["own"],
    ["team"],
  ]);
});
