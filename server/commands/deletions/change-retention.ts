import type { AccountDto } from "@/server/contract/dto";
import { saveRetention } from "@/server/store/accounts";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Says for how many days trash is kept before it is deleted for ever; 0 = until somebody empties it. Administrators only. */
export async function changeRetention(
  tx: Tx,
  { purgeAfterDays }: { purgeAfterDays: number },
): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveRetention(tx, purgeAfterDays);
}
