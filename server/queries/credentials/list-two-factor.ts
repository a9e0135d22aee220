import type { Caller } from "@/server/contract/caller";
import type { Db } from "@/server/store/db";
import { listTwoFactorUsers } from "@/server/store/two-factor";
import { administratorsOnly } from "./administrators-only";

/** The ids of the members whose sign-in asks for a code. Administrators only. */
export function listTwoFactor(db: Db, caller: Caller): Promise<number[]> {
  administratorsOnly(caller);
  return listTwoFactorUsers(db, caller.accountId);
}
