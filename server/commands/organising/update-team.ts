import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TeamDto } from "@/server/contract/organising/team";
import type { Tx } from "@/server/store/events/tx";
import { lockTeam, saveTeam, type TeamText } from "@/server/store/organising/teams";

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
