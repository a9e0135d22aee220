import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { toViewCounts, type ViewCounts } from "@/server/contract/conversation/counters";
import type { LabelDto } from "@/server/contract/organising/label";
import type { TeamDto } from "@/server/contract/organising/team";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { COUNT_MAX } from "@/server/queries/conversations/count-conversations";
import { readCounters } from "@/server/queries/conversations/read-counters";
import type { Db } from "@/server/store/_postgres/db";
import { countLabelled } from "@/server/store/organising/labelled";
import { listLabels as readAll } from "@/server/store/organising/labels";
import { listTeamsById } from "@/server/store/organising/teams";

/** All labels of the account by name; their number is limited. */
export const listLabels = (db: Db, { accountId }: Caller): Promise<LabelDto[]> => readAll(db, accountId);

/** The number of conversations with a label, in all inboxes; counted up to `COUNT_MAX` + 1. Administrators only. */
export async function countLabelUses(
  db: Db,
  caller: Caller,
  { labelId }: { labelId: number },
): Promise<number> {
  administratorsOnly(caller);
  const label = (await readAll(db, caller.accountId)).find(({ id }) => id === labelId);
  if (!label) throw new Refusal("label.not_found");
  return countLabelled(db, caller.accountId, { label: label.name, most: COUNT_MAX + 1 });
}

/** The teams with these ids, by id; deleted ones too, because conversations keep them. */
export async function findTeams(
  db: Db,
  accountId: number,
  ids: readonly (number | null)[],
): Promise<ReadonlyMap<number, TeamDto>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const teams = wanted.length === 0 ? [] : await listTeamsById(db, accountId, wanted);
  return new Map(teams.map((team) => [team.id, team]));
}

/** The counts of the inbox's views, exact, of one instant and of what the caller may see. */
export const countViews = async (db: Db, caller: Caller): Promise<ViewCounts> =>
  toViewCounts(await readCounters(db, caller));
