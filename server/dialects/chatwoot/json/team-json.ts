import type { Caller } from "@/server/contract/_shared/caller";
import type { TeamDto } from "@/server/contract/organising/team";

/** A team as this caller sees it. A team assigns nobody by itself here. */
export const teamJson = (team: TeamDto, { accountId, userId }: Pick<Caller, "accountId" | "userId">) => ({
  id: team.id,
  name: team.name,
  description: null,
  allow_auto_assign: false,
  account_id: accountId,
  is_member: userId !== null && team.memberIds.includes(userId),
});
