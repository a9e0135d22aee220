import type { Caller } from "@/server/contract/caller";
import type { Db } from "@/server/store/db";
import { countTroubled } from "@/server/store/endpoints";
import { administratorsOnly } from "./administrators-only";

/** How many receivers of webhooks get nothing though nobody switched them off. Administrators only. */
export async function countTroubledEndpoints(db: Db, caller: Caller): Promise<number> {
  administratorsOnly(caller);
  return countTroubled(db, caller.accountId);
}
