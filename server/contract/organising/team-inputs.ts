import { z } from "zod";
import { id } from "@/server/contract/_shared/dto";
import { name } from "@/server/contract/_shared/fields";
import { SHORT_NAME_CHARS_MAX, TEAM_MEMBERS_MAX } from "@/server/contract/_shared/limits";

export const teamName = name(SHORT_NAME_CHARS_MAX);
const memberIds = z.array(id).max(TEAM_MEMBERS_MAX);

export const createTeamInput = z.object({ name: teamName, memberIds: memberIds.default([]) });

export const updateTeamInput = z.object({ name: teamName.optional(), memberIds: memberIds.optional() });
