import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "@/test/support/clients/screens";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { changeInboxMembers } from "./members";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("of two replacements of an inbox's members at the same time one is the result, and not both", async () => {
  const tenant = await createTenant(world);
  const { inbox } = await createScene(world, tenant);
  const agents = [
    await addMember(world, tenant, { role: "agent", inboxIds: [] }),
    await addMember(world, tenant, { role: "agent", inboxIds: [] }),
  ];
  const change = (input: { set?: number[] }) =>
    world.run(changeInboxMembers, tenant.admin, { inboxId: inbox.id, ...input });
  for (let round = 0; round < 8; round++) {
    await change({ set: [] });
    await Promise.all(agents.map(({ userId }) => change({ set: [userId ?? 0] })));
    expect((await change({})).result.memberIds).toHaveLength(1);
  }
});
