import { z } from "@hono/zod-openapi";
import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import { createTeamInput, updateTeamInput } from "@/server/contract/organising/team";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { pageOf, team } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import { listTeams } from "@/server/queries/organising/list-teams";

const tag = "Teams";
const params = z.object({ id: pathId("team.not_found") });

export const teamRoutes = [
  get(
    {
      path: "/v1/teams",
      tag,
      summary: "List the account's teams with their members, by name",
      answer: pageOf(team),
    },
    ({ caller, services }) =>
      services.database.snapshot(async (db) => ({
        data: await listTeams(db, caller),
        nextCursor: null,
        asOf: await readAsOf(db, caller.accountId),
      })),
  ),
  post(
    {
      path: "/v1/teams",
      tag,
      summary: "Create a team",
      body: createTeamInput.strict(),
      answer: team,
      status: 201,
      location: ({ id }) => `/v1/teams/${id}`,
      refuses: ["auth.forbidden", "member.not_found", "team.taken", "team.too_many"],
    },
    (tx, { body }) => createTeam(tx, body),
  ),
  patch(
    {
      path: "/v1/teams/{id}",
      tag,
      summary: "Update the name or members of a team",
      params,
      body: updateTeamInput.strict(),
      answer: team,
      refuses: ["auth.forbidden", "member.not_found", "team.not_found", "team.taken"],
    },
    (tx, { params, body }) => updateTeam(tx, { teamId: params.id, ...body }),
  ),
  del(
    {
      path: "/v1/teams/{id}",
      tag,
      summary: "Delete a team; its conversations keep it as a former team",
      params,
      answer: team,
      refuses: ["auth.forbidden", "team.not_found"],
    },
    (tx, { params }) => deleteTeam(tx, { teamId: params.id }),
  ),
];
