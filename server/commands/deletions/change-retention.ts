import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { ChangeRetentionInput } from "@/server/contract/deletion/inputs";
import type { Tx } from "@/server/store/events/tx";
import { saveAccountSettings } from "@/server/store/members/accounts";

/** Sets after how many days in the trash conversations are deleted permanently; 0 = never. Administrators only. */
export async function changeRetention(tx: Tx, { purgeAfterDays }: ChangeRetentionInput): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveAccountSettings(tx, { purgeAfterDays });
}
