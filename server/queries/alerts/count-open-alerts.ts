import type { Caller } from "@/server/contract/_shared/caller";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { countOpen } from "@/server/store/alerts/alerts";

/** How many of an account's alerts are open. Administrators only. */
export function countOpenAlerts(db: Db, caller: Caller): Promise<number> {
  administratorsOnly(caller);
  return countOpen(db, caller.accountId);
}
