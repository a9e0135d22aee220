import type { Caller } from "@/server/contract/_shared/caller";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { countTroubled } from "@/server/store/webhooks/endpoint-counts";

/** The number of endpoints that fail without having been disabled by a member. Administrators only. */
export async function countTroubledEndpoints(db: Db, caller: Caller): Promise<number> {
  administratorsOnly(caller);
  return countTroubled(db, caller.accountId);
}
