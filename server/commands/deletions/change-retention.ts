import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { ChangeRetentionInput } from "@/server/contract/deletion/inputs";
import type { Tx } from "@/server/store/events/tx";
import { saveRetention } from "@/server/store/members/accounts";

/** Says for how many days trash is kept before it is deleted for ever; 0 = until somebody empties it. Administrators only. */
export async function changeRetention(tx: Tx, { purgeAfterDays }: ChangeRetentionInput): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveRetention(tx, purgeAfterDays);
}
