import { requireAdministrator } from "@/server/commands/_run/permission";
import type { TeamDto } from "@/server/contract/organising/team";
import type { Tx } from "@/server/store/events/tx";
import { insertTeam, type TeamText } from "@/server/store/organising/teams";

/** Makes a team of members. Administrators only. */
export async function createTeam(tx: Tx, { name, memberIds }: TeamText): Promise<TeamDto> {
  requireAdministrator(tx.caller);
  return insertTeam(tx, { name: name.trim(), memberIds });
}
