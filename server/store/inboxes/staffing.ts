import { type Db, one } from "@/server/store/_postgres/db";

/** Whether any agent may see an inbox, and whether any program may call the account's API. */
export async function readStaffing(
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<{ hasAgent: boolean; hasToken: boolean }> {
  return one(
    await db.query<{ hasAgent: boolean; hasToken: boolean }>(
      `select exists (select 1 from inbox_member where account_id = $1 and inbox_id = $2) as "hasAgent",
              exists (select 1 from api_token where account_id = $1 and revoked_at is null) as "hasToken"`,
      [accountId, inboxId],
    ),
  );
}
