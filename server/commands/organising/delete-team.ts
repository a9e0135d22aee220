import { Refusal } from "@/server/contract/refusal";
import type { TeamDto } from "@/server/contract/team";
import { lockTeam, saveTeam } from "@/server/store/teams";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Ends a team; conversations that it has keep it as a former one. Administrators only. */
export async function deleteTeam(tx: Tx, { teamId }: { teamId: number }): Promise<TeamDto> {
  requireAdministrator(tx.caller);
  const before = await lockTeam(tx, teamId);
  if (!before) throw new Refusal("team.not_found");
  return saveTeam(tx, before, { deletedAt: tx.now });
}
