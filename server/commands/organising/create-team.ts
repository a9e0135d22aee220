import type { TeamDto } from "@/server/contract/team";
import { insertTeam, type TeamText } from "@/server/store/teams";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Makes a team of members. Administrators only. */
export async function createTeam(tx: Tx, { name, memberIds }: TeamText): Promise<TeamDto> {
  requireAdministrator(tx.caller);
  return insertTeam(tx, { name: name.trim(), memberIds });
}
