import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { UpdateAccountInput } from "@/server/contract/member/inputs";
import { defined } from "@/server/lib/defined";
import type { Tx } from "@/server/store/events/tx";
import { saveAccountSettings } from "@/server/store/members/accounts";

/** Changes the account's name, its time zone or its language. Administrators only. */
export async function updateAccount(
  tx: Tx,
  { name, timeZone, language }: UpdateAccountInput,
): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveAccountSettings(tx, defined({ name, timeZone, language }));
}
