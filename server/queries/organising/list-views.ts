import type { Caller } from "@/server/contract/_shared/caller";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import type { Db } from "@/server/store/_postgres/db";
import { listViews as readAll } from "@/server/store/organising/saved-views";

/** The shared views and the caller's own, by name; their number is limited. */
export const listViews = (db: Db, { accountId, userId }: Caller): Promise<ViewDto[]> =>
  readAll(db, accountId, userId);
