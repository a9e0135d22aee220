import type { SavedFilter } from "@/server/contract/organising/saved-view";
import { SPAM } from "@/server/domain/inbox/policy";
import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** What a filter names: of the filter itself, and of its groups. */
export type Named = { inboxIds: number[]; memberIds: number[]; teamIds: number[]; labels: string[] };

/** The inboxes, members, teams and labels that a filter names, each once. */
export function namedIn({ inboxId, assigneeId, teamId, label, anyOf }: SavedFilter): Named {
  const all = <T>(first: T | null, others: (T[] | undefined)[]): T[] => [
    ...new Set([...(first === null ? [] : [first]), ...others.flatMap((values) => values ?? [])]),
  ];
  const isId = (value: unknown): value is number => typeof value === "number";
  return {
    inboxIds: all(
      inboxId,
      anyOf.map((group) => group.inboxIds),
    ),
    memberIds: all(
      assigneeId,
      anyOf.map(({ assignees }) => assignees?.filter(isId)),
    ),
    teamIds: all(
      teamId,
      anyOf.map((group) => group.teamIds),
    ),
    labels: all(
      label,
      anyOf.map((group) => group.labels),
    ),
  };
}

/** Which of the names do not exist. By primary keys and label_name. */
export const findMissing = async (tx: Tx, { inboxIds, memberIds, teamIds, labels }: Named): Promise<Named> =>
  one(
    await tx.query<Named>(
      `select array(select n.id from unnest($2::bigint[]) as n (id)
                     where not exists (select 1 from inbox where account_id = $1 and id = n.id)) as "inboxIds",
              array(select n.id from unnest($3::bigint[]) as n (id)
                     where not exists (select 1 from member where account_id = $1 and user_id = n.id)) as "memberIds",
              array(select n.id from unnest($4::bigint[]) as n (id)
                     where not exists (
                       select 1 from team where account_id = $1 and id = n.id and deleted_at is null)) as "teamIds",
              array(select n.name from unnest($5::text[]) as n (name)
                     where n.name <> $6 and not exists (
                       select 1 from label where account_id = $1 and name = n.name and deleted_at is null)) as labels`,
      [tx.caller.accountId, inboxIds, memberIds, teamIds, labels, SPAM],
    ),
  );
