import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { findAccount, saveAccountSettings } from "@/server/store/members/accounts";
import { ACCOUNT_NAME, emptyAccount } from "@/server/store/members/empty-account";

/**
 * Removes the demo: deletes everything that the account contains, also what was added since, and the demo's agents and
 * tokens. The account loses the shop's name. Members who were invited stay. The audit log names it. Administrators only.
 */
export async function removeDemo(tx: Tx): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  const account = await findAccount(tx, tx.caller.accountId);
  if (!account?.isDemo) throw new Refusal("account.not_demo");
  await emptyAccount(tx);
  return saveAccountSettings(tx, { isDemo: false, name: ACCOUNT_NAME });
}
