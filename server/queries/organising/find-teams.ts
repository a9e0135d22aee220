import type { TeamDto } from "@/server/contract/organising/team";
import type { Db } from "@/server/store/_postgres/db";
import { listTeamsById } from "@/server/store/organising/teams";

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
