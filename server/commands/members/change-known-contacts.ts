import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { Tx } from "@/server/store/events/tx";
import { saveAccountSettings } from "@/server/store/members/accounts";

/** Sets whether Chatwoot's API answers the creation of a contact that exists with that contact. Administrators only. */
export async function changeKnownContacts(
  tx: Tx,
  { acceptsKnownContacts }: Pick<AccountDto, "acceptsKnownContacts">,
): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveAccountSettings(tx, { acceptsKnownContacts });
}
