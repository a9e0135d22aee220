import { z } from "@hono/zod-openapi";
import { setAvailability, setAvatar } from "@/server/commands/members/profile";
import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import { Refusal } from "@/server/contract/_shared/refusal";
import { setAvailabilityInput, setAvatarInput } from "@/server/contract/member/inputs";
import { createTeamInput, updateTeamInput } from "@/server/contract/organising/team";
import { nounRoutes, wholeList } from "@/server/http/v1/_route/noun-routes";
import { get, patch } from "@/server/http/v1/_route/route";
import { PICTURE_REFUSALS, pathId } from "@/server/http/v1/inputs";
import { member, pageOf, team } from "@/server/http/v1/schemas";
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
    wholeList(listMembers),
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
