import type { Caller } from "@/server/contract/caller";
import type { ViewDto } from "@/server/contract/saved-view";
import type { Db } from "@/server/store/db";
import { listViews as readAll } from "@/server/store/saved-views";

/** The shared views and the caller's own, by name: all of them, their number is bounded. */
export const listViews = (db: Db, { accountId, userId }: Caller): Promise<ViewDto[]> =>
  readAll(db, accountId, userId);
