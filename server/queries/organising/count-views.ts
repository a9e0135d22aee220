import type { Caller } from "@/server/contract/caller";
import { toViewCounts, type ViewCounts } from "@/server/contract/counters";
import type { Db } from "@/server/store/db";
import { readCounters } from "./read-counters";

/** The numbers beside the views of the inbox, exact, of one instant and of what the caller may see. */
export const countViews = async (db: Db, caller: Caller): Promise<ViewCounts> =>
  toViewCounts(await readCounters(db, caller));
