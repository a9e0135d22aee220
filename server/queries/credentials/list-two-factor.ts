import type { Caller } from "@/server/contract/_shared/caller";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { listTwoFactorUsers } from "@/server/store/credentials/two-factor";

/** The ids of the members whose sign-in needs a code. Administrators only. */
export function listTwoFactor(db: Db, caller: Caller): Promise<number[]> {
  administratorsOnly(caller);
  return listTwoFactorUsers(db, caller.accountId);
}
