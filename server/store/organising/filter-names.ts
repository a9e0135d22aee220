import type { SavedFilter } from "@/server/contract/organising/saved-view";
import { SPAM } from "@/server/domain/inbox/policy";
import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** Which of a filter's references exist. */
export type Known = { hasInbox: boolean; hasMember: boolean; hasTeam: boolean; hasLabel: boolean };

/** Whether the inbox, the member, the team and the label that a filter names exist. By primary keys and label_name. */
export async function findFilterNames(tx: Tx, filter: SavedFilter): Promise<Known> {
  const { inboxId, assigneeId, teamId, label } = filter;
  return one(
    await tx.query<Known>(
      `select $2::bigint is null or exists (select 1 from inbox where account_id = $1 and id = $2) as "hasInbox",
              $3::bigint is null or exists (select 1 from member where account_id = $1 and user_id = $3) as "hasMember",
              $4::bigint is null or exists (
                select 1 from team where account_id = $1 and id = $4 and deleted_at is null) as "hasTeam",
              $5::text is null or $5 = $6 or exists (
                select 1 from label where account_id = $1 and name = $5 and deleted_at is null) as "hasLabel"`,
      [tx.caller.accountId, inboxId, assigneeId, teamId, label, SPAM],
    ),
  );
}
