import { afterAll, beforeAll, expect, test } from "vitest";
import { createCompany, deleteCompany } from "@/server/commands/contacts/companies";
import { createContact } from "@/server/commands/contacts/save-contact";
import { listContacts } from "@/server/queries/contacts/list-contacts";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { releaseCompanies } from "./release-companies";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("contacts of a deleted company stay without it; those of others keep theirs", async () => {
  const { admin } = await createTenant(world);
  const company = async (name: string) => (await world.run(createCompany, admin, { name })).result.id;
  const [acme, zeta] = [await company("Acme"), await company("Zeta")];
  for (const [name, companyId] of [
    ["Ada", acme],
    ["Bo", acme],
    ["Cleo", zeta],
  ] as const)
    await world.run(createContact, admin, { name, companyId });
  await world.run(deleteCompany, admin, { companyId: acme });

  await releaseCompanies(world);
  const { data } = await listContacts(world.database, admin, { limit: 10 });
  expect(data.map(({ name, companyId }) => [name, companyId])).toEqual([
    ["Cleo", zeta],
    ["Bo", null],
    ["Ada", null],
  ]);
});
