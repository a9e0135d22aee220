import { z } from "@hono/zod-openapi";
import { setAvailability, setAvatar } from "@/server/commands/members/profile";
import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import { Refusal } from "@/server/contract/_shared/refusal";
import { setAvailabilityInput, setAvatarInput } from "@/server/contract/member/inputs";
import { createTeamInput, updateTeamInput } from "@/server/contract/organising/team";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { PICTURE_REFUSALS, pathId } from "@/server/http/v1/inputs";
import { member, pageOf, team } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import { listMembers } from "@/server/queries/members/members";
import { listTeams } from "@/server/queries/organising/organising";

const tag = "Members";

const changes = setAvailabilityInput.extend(setAvatarInput.shape).partial().strict();

export const memberRoutes = [
  get(
    {
      path: "/v1/members",
      tag,
      summary: "List the members of the account and their availability, by name; at most 500",
      answer: pageOf(member),
    },
    ({ caller, services }) =>
      services.database.snapshot(async (db) => ({
        data: await listMembers(db, caller),
        nextCursor: null,
        asOf: await readAsOf(db, caller.accountId),
      })),
  ),
  patch(
    {
      path: "/v1/members/{id}",
      tag,
      summary:
        "Set a member's availability, picture or both: the token's own user, or as an administrator any member",
      description:
        "`avatarFileId` is an image of at most 5 MB that the token has uploaded with `POST /v1/files`, and that nothing has yet; " +
        "null removes the picture. An earlier picture is deleted. `GET /v1/files/{id}` has its address.",
      params: z.object({ id: pathId("member.not_found") }),
      body: changes,
      answer: member,
      refuses: ["auth.forbidden", "member.not_found", ...PICTURE_REFUSALS],
    },
    async (tx, { params: { id: userId }, body: { availability, avatarFileId } }) => {
      const set = availability === undefined ? null : await setAvailability(tx, { userId, availability });
      const member = avatarFileId === undefined ? set : await setAvatar(tx, { userId, avatarFileId });
      if (member) return member;
      throw new Refusal("input.invalid", { field: "availability", detail: "or `avatarFileId` is required" });
    },
  ),
];

const teamsTag = "Teams";
const params = z.object({ id: pathId("team.not_found") });

export const teamRoutes = [
  get(
    {
      path: "/v1/teams",
      tag: teamsTag,
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
      tag: teamsTag,
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
      tag: teamsTag,
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
      tag: teamsTag,
      summary: "Delete a team; its conversations keep it as a former team",
      params,
      answer: team,
      refuses: ["auth.forbidden", "team.not_found"],
    },
    (tx, { params }) => deleteTeam(tx, { teamId: params.id }),
  ),
];
