import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { ChangeOrigins } from "@/server/contract/credentials/token";
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

/** Sets the sites whose pages may call the account's APIs from the browser, in order and each once. Administrators only. */
export async function changeOrigins(tx: Tx, { allowedOrigins }: ChangeOrigins): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveAccountSettings(tx, { allowedOrigins: [...new Set(allowedOrigins)].sort() });
}
