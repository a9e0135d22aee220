import { z } from "@hono/zod-openapi";
import { createTeam } from "@/server/commands/organising/create-team";
import { deleteTeam } from "@/server/commands/organising/delete-team";
import { updateTeam } from "@/server/commands/organising/update-team";
import { createTeamInput, updateTeamInput } from "@/server/contract/team/inputs";
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
      summary: "The account's teams with their members, by name",
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
      summary: "Make a team",
      body: createTeamInput.strict(),
      answer: team,
      status: 201,
      refuses: ["auth.forbidden", "member.not_found", "team.taken", "team.too_many"],
    },
    (tx, { body }) => createTeam(tx, body),
  ),
  patch(
    {
      path: "/v1/teams/{id}",
      tag,
      summary: "Rename a team, or say who is in it",
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
      summary: "End a team; conversations that it has keep it as a former one",
      params,
      answer: team,
      refuses: ["auth.forbidden", "team.not_found"],
    },
    (tx, { params }) => deleteTeam(tx, { teamId: params.id }),
  ),
];
