import type { Db } from "@/server/store/_postgres/db";

/** Those of these members who are active and may see the inbox, with their names, in the order of `userIds`. */
export async function listMentionable(
  db: Db,
  { accountId, inboxId, userIds }: { accountId: number; inboxId: number; userIds: readonly number[] },
): Promise<{ id: number; name: string }[]> {
  const rows = await db.query<{ id: number; name: string }>(
    `select u.id, u.name from member m join app_user u on u.id = m.user_id
      where m.account_id = $1 and m.user_id = any($3::bigint[]) and m.state = 'active'
        and (m.role = 'administrator' or exists (
          select 1 from inbox_member i where i.account_id = $1 and i.user_id = m.user_id and i.inbox_id = $2))`,
    [accountId, inboxId, userIds],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(userIds)].flatMap((userId) => found.get(userId) ?? []);
}
