import { createContact } from "@/server/commands/contacts/create-contact";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { confirmDeletion } from "@/server/commands/deletions/confirm-deletion";
import { prepareDeletion } from "@/server/commands/deletions/prepare-deletion";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import type { World } from "@/test/support/scenes/world";
import { MARK } from "./route-case";

/** The erasure of a contact that has come to its end, and what confirms another's. */
export async function addDeletion(world: World, admin: Caller) {
  const prepare = async () => {
    const { contact } = (await world.run(createContact, admin, { name: `${MARK} spare` })).result;
    return (await world.run(prepareDeletion, admin, { contactId: contact.id })).result.token ?? "";
  };
  const { result } = await world.run(confirmDeletion, admin, { token: await prepare() });
  await world.run(advanceDeletion, systemCaller(admin.accountId), { deletionId: result.id });
  return { deletionToken: await prepare(), deletionId: result.operationId };
}
