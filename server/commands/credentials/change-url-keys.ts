import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { Tx } from "@/server/store/events/tx";
import { saveAccountSettings } from "@/server/store/members/accounts";

/** Sets whether the account accepts API keys in URLs, which proxies may log. Administrators only. */
export async function changeUrlKeys(
  tx: Tx,
  { acceptsUrlKeys }: Pick<AccountDto, "acceptsUrlKeys">,
): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveAccountSettings(tx, { acceptsUrlKeys });
}
