import { z } from "zod";
import { accountDto, id, instant } from "@/server/contract/_shared/dto";
import { name } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX, TEAM_MEMBERS_MAX } from "@/server/contract/_shared/limits";

const teamName = name(SHORT_NAME_CHARS_MAX);
const memberIds = z.array(id).max(TEAM_MEMBERS_MAX);

export const createTeamInput = z.object({ name: teamName, memberIds: memberIds.default([]) });

export const updateTeamInput = z.object({ name: teamName.optional(), memberIds: memberIds.optional() });

/** As screens change a team: beside the members that it has, so that two administrators do not undo each other's changes. */
export const editTeamInput = updateTeamInput.extend({
  addIds: memberIds.optional(),
  removeIds: memberIds.optional(),
});

/** A group of members to which conversations are assigned. */
export const teamDto = accountDto.extend({
  /** Ascending. */
  memberIds: z.array(id),
  deletedAt: instant.nullable(),
});
export type TeamDto = z.infer<typeof teamDto>;

/** The most teams of an account: a screen loads all of them. */
export const TEAMS_MAX = 200;
