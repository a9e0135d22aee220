import { grantRights, type RoleAddresses } from "./grant-rights";
import { migrate } from "./migrate";
import { warnOfRole } from "./warn-of-role";

/**
 * Upgrades the database and gives the roles their rights. Warns when the role of requests could do more than it must.
 * @returns the names of the migrations that were applied now.
 */
export async function prepareSchema(addresses: RoleAddresses): Promise<string[]> {
  const applied = await migrate(addresses.ownerUrl);
  await grantRights(addresses);
  await warnOfRole(addresses.url);
  return applied;
}
