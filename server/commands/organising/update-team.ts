import { Refusal } from "@/server/contract/refusal";
import type { TeamDto } from "@/server/contract/team";
import { lockTeam, saveTeam, type TeamText } from "@/server/store/teams";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

export type UpdateTeam = Partial<TeamText> & { teamId: number };

/** Renames a team, or says who is in it. Administrators only. */
export async function updateTeam(tx: Tx, { teamId, ...patch }: UpdateTeam): Promise<TeamDto> {
  requireAdministrator(tx.caller);
  const before = await lockTeam(tx, teamId);
  if (!before) throw new Refusal("team.not_found");
  const name = patch.name?.trim() ?? before.name;
  const memberIds = [...new Set(patch.memberIds ?? before.memberIds)].sort((a, b) => a - b);
  const isSame = name === before.name && memberIds.join() === before.memberIds.join();
  return isSame ? before : saveTeam(tx, before, { name, memberIds });
}
