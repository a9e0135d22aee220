import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TeamDto } from "@/server/contract/organising/team";
import type { Tx } from "@/server/store/events/tx";
import { lockTeam, saveTeam } from "@/server/store/organising/teams";

/** Ends a team; conversations that it has keep it as a former one. Administrators only. */
export async function deleteTeam(tx: Tx, { teamId }: { teamId: number }): Promise<TeamDto> {
  requireAdministrator(tx.caller);
  const before = await lockTeam(tx, teamId);
  if (!before) throw new Refusal("team.not_found");
  return saveTeam(tx, before, { deletedAt: tx.now });
}
