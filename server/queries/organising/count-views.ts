import type { Caller } from "@/server/contract/_shared/caller";
import { toViewCounts, type ViewCounts } from "@/server/contract/conversation/counters";
import { readCounters } from "@/server/queries/conversations/read-counters";
import type { Db } from "@/server/store/_postgres/db";

/** The counts of the inbox's views, exact, of one instant and of what the caller may see. */
export const countViews = async (db: Db, caller: Caller): Promise<ViewCounts> =>
  toViewCounts(await readCounters(db, caller));
