import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TeamDto } from "@/server/contract/organising/team";
import type { Tx } from "@/server/store/events/tx";
import { insertTeam, lockTeam, saveTeam, type TeamText } from "@/server/store/organising/teams";

/** Creates a team of members. Administrators only. */
export async function createTeam(tx: Tx, { name, memberIds }: TeamText): Promise<TeamDto> {
  requireAdministrator(tx.caller);
  return insertTeam(tx, { name: name.trim(), memberIds });
}

/** `memberIds` replaces the members; `addIds` and `removeIds` change some. */
export type UpdateTeam = Partial<TeamText> & {
  teamId: number;
  addIds?: readonly number[];
  removeIds?: readonly number[];
};

/** Changes a team's name or members. Administrators only. */
export async function updateTeam(
  tx: Tx,
  { teamId, addIds = [], removeIds = [], ...patch }: UpdateTeam,
): Promise<TeamDto> {
  requireAdministrator(tx.caller);
  const before = await lockTeam(tx, teamId);
  if (!before) throw new Refusal("team.not_found");
  const name = patch.name?.trim() ?? before.name;
  const wanted = new Set([...(patch.memberIds ?? before.memberIds), ...addIds]);
  for (const id of removeIds) wanted.delete(id);
  const memberIds = [...wanted].sort((a, b) => a - b);
  const isSame = name === before.name && memberIds.join() === before.memberIds.join();
  return isSame ? before : saveTeam(tx, before, { name, memberIds });
}

/** Deletes a team; conversations assigned to it keep it as a former team. Administrators only. */
export async function deleteTeam(tx: Tx, { teamId }: { teamId: number }): Promise<TeamDto> {
  requireAdministrator(tx.caller);
  const before = await lockTeam(tx, teamId);
  if (!before) throw new Refusal("team.not_found");
  return saveTeam(tx, before, { deletedAt: tx.now });
}
