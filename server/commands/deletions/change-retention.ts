import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { ChangeRetentionInput } from "@/server/contract/deletion/inputs";
import { defined } from "@/server/lib/defined";
import type { Tx } from "@/server/store/events/tx";
import { saveAccountSettings } from "@/server/store/members/accounts";

/**
 * Sets after how many days in the trash conversations are deleted permanently, and after how many months receipts are rolled
 * up; 0 = never, absent = unchanged. Administrators only.
 */
export async function changeRetention(tx: Tx, settings: ChangeRetentionInput): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveAccountSettings(tx, defined(settings));
}
