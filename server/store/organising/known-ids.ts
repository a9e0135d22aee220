import { SPAM } from "@/server/domain/inbox/policy";
import type { Db } from "@/server/store/_postgres/db";

export type Named = {
  inboxIds?: readonly number[];
  teamIds?: readonly number[];
  memberIds?: readonly number[];
  labels?: readonly string[];
};
export type Missing = { inboxIds: number[]; teamIds: number[]; memberIds: number[]; labels: string[] };

/**
 * What the account does not have of these: inboxes, teams and labels that are not deleted, and active members. By primary
 * keys and label_name.
 */
export async function listMissing(
  db: Db,
  accountId: number,
  { inboxIds = [], teamIds = [], memberIds = [], labels = [] }: Named,
): Promise<Missing> {
  const [found] = await db.query<Missing>(
    `select ${missing("$2::bigint[]", "inbox x where x.account_id = $1 and x.id = named.it")} as "inboxIds",
            ${missing("$3::bigint[]", "team x where x.account_id = $1 and x.id = named.it and x.deleted_at is null")} as "teamIds",
            ${missing("$4::bigint[]", "member x where x.account_id = $1 and x.user_id = named.it and x.state = 'active'")} as "memberIds",
            ${missing("$5::text[]", "label x where x.account_id = $1 and x.name = named.it and x.deleted_at is null")} as labels`,
    [accountId, inboxIds, teamIds, memberIds, labels.filter((label) => label !== SPAM)],
  );
  return found ?? { inboxIds: [], teamIds: [], memberIds: [], labels: [] };
}

const missing = (values: string, found: string): string =>
  `(select coalesce(json_agg(it), '[]') from unnest(${values}) as named (it) where not exists (select 1 from ${found}))`;
