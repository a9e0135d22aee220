import type { Db } from "@/server/store/_postgres/db";

export type DisplayedPlace = { displayId: number; inboxId: number };

/** The inboxes of these conversations; unknown and purged ones are left out. Index: conversation_display. */
export function listDisplayedPlaces(
  db: Db,
  accountId: number,
  displayIds: readonly number[],
): Promise<DisplayedPlace[]> {
  return db.query<DisplayedPlace>(
    `select display_id as "displayId", inbox_id as "inboxId" from conversation
      where account_id = $1 and display_id = any($2::bigint[]) and lifecycle <> 'purged'`,
    [accountId, displayIds],
  );
}
