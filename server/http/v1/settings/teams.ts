import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import { createTeamInput, updateTeamInput } from "@/server/contract/organising/team";
import { nounRoutes } from "@/server/http/v1/_route/noun-routes";
import { team } from "@/server/http/v1/schemas";
import { listTeams } from "@/server/queries/organising/list-teams";

export const teamRoutes = nounRoutes({
  path: "/v1/teams",
  tag: "Teams",
  notFound: "team.not_found",
  answer: team,
  list: { summary: "List the account's teams with their members, by name", read: listTeams },
  create: {
    summary: "Create a team",
    body: createTeamInput.strict(),
    refuses: ["auth.forbidden", "member.not_found", "team.taken", "team.too_many"],
    command: createTeam,
  },
  update: {
    summary: "Update the name or members of a team",
    body: updateTeamInput.strict(),
    refuses: ["auth.forbidden", "member.not_found", "team.not_found", "team.taken"],
    command: (tx, { id: teamId, ...fields }) => updateTeam(tx, { teamId, ...fields }),
  },
  remove: {
    summary: "Delete a team; its conversations keep it as a former team",
    command: (tx, { id: teamId }) => deleteTeam(tx, { teamId }),
  },
});
