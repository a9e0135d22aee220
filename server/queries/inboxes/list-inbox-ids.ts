import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";

/** The inboxes that the caller may see. */
export async function listInboxIds(
  db: Db,
  caller: Pick<Caller, "accountId" | "inboxIds">,
): Promise<number[]> {
  if (caller.inboxIds !== "all") return [...caller.inboxIds];
  const rows = await db.query<{ id: number }>(`select id from inbox where account_id = $1`, [
    caller.accountId,
  ]);
  return rows.map(({ id }) => id);
}
