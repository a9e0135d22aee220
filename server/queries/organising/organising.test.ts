import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { countAttributeUses } from "./organising";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("uses of a definition are the account's own contacts with a value under its key", async () => {
  const [{ admin }, stranger] = [await createTenant(world), await createTenant(world)];
  const { result: definition } = await world.run(createAttributeDefinition, admin, {
    ...{ model: "contact", key: "plan", displayName: "Plan", description: null, kind: "list" },
    ...{ choices: ["free", "pro"], pattern: null, patternHint: null },
  });
  const uses = () => countAttributeUses(world.database, admin, { definitionId: definition.id });
  expect(await uses()).toEqual({ uses: 0, extent: "counted" });
  await world.run(createContact, admin, { name: "Li", customAttributes: { plan: "pro" } });
  await world.run(createContact, admin, { name: "Bo", customAttributes: { size: 4 } });
  await world.run(createContact, stranger.admin, { name: "Ada", customAttributes: { plan: "pro" } });
  expect(await uses()).toEqual({ uses: 1, extent: "counted" });
  await world.database.query(
    `insert into contact (account_id, name, custom_attributes, created_at, updated_at)
     select $1, 'Li', '{"plan": "free"}', now(), now() from generate_series(1, 1000)`,
    [admin.accountId],
  );
  expect(await uses()).toEqual({ uses: 1000, extent: "many" });
});
