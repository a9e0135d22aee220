import { createTeam, deleteTeam, updateTeam } from "@/server/commands/organising/teams";
import { SHORT_NAME_CHARS_MAX, TEAM_MEMBERS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TeamDto } from "@/server/contract/organising/team";
import {
  CHANGE,
  type ChatwootContext,
  pathId,
  type Route,
  renderingOf,
} from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { readUserIds } from "@/server/dialects/chatwoot/input/member-params";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { agentJson, teamJson } from "@/server/dialects/chatwoot/json/agent-json";
import { listMembers } from "@/server/queries/members/members";
import { findTeams, listTeams } from "@/server/queries/organising/organising";

export const teamRoutes: readonly Route[] = [
  ["GET", "/teams", list],
  ["POST", "/teams", create],
  ["GET", "/teams/:team_id", show],
  [CHANGE, "/teams/:team_id", update],
  ["DELETE", "/teams/:team_id", destroy],
  ["GET", "/teams/:team_id/team_members", listTeamMembers],
  ["POST", "/teams/:team_id/team_members", (c) => changeMembers(c, "add")],
  [CHANGE, "/teams/:team_id/team_members", (c) => changeMembers(c, "set")],
  ["DELETE", "/teams/:team_id/team_members", (c) => changeMembers(c, "remove")],
];

async function list(c: ChatwootContext): Promise<Response> {
  const teams = await listTeams(c.var.services.database, c.var.caller);
  return c.json(teams.map((team) => teamJson(team, c.var.caller)));
}

async function reachTeam(c: ChatwootContext): Promise<TeamDto> {
  const id = pathId(c, "team_id");
  const team = (await findTeams(c.var.services.database, c.var.caller.accountId, [id])).get(id);
  if (!team || team.deletedAt !== null) throw new Refusal("team.not_found");
  return team;
}

async function show(c: ChatwootContext): Promise<Response> {
  return c.json(teamJson(await reachTeam(c), c.var.caller));
}

async function create(c: ChatwootContext): Promise<Response> {
  const name = (await readParams(c.req.raw, "team")).text("name", SHORT_NAME_CHARS_MAX)?.trim();
  if (!name) throw invalid("name", "can't be blank");
  const { result } = await c.var.services.run(createTeam, c.var.caller, { name, memberIds: [] });
  return c.json(teamJson(result, c.var.caller));
}

async function update(c: ChatwootContext): Promise<Response> {
  const name = (await readParams(c.req.raw, "team")).text("name", SHORT_NAME_CHARS_MAX);
  if (name !== undefined && !name?.trim()) throw invalid("name", "can't be blank");
  const change = { teamId: pathId(c, "team_id"), ...(name ? { name } : {}) };
  const { result } = await c.var.services.run(updateTeam, c.var.caller, change);
  return c.json(teamJson(result, c.var.caller));
}

async function destroy(c: ChatwootContext): Promise<Response> {
  await c.var.services.run(deleteTeam, c.var.caller, { teamId: pathId(c, "team_id") });
  return c.body(null, 200);
}

async function listTeamMembers(c: ChatwootContext): Promise<Response> {
  return showMembers(c, (await reachTeam(c)).memberIds);
}

/** Returns the members that were added, or with `set` all of them. */
async function changeMembers(c: ChatwootContext, how: "add" | "remove" | "set"): Promise<Response> {
  const teamId = pathId(c, "team_id");
  const userIds = readUserIds(await readParams(c.req.raw), TEAM_MEMBERS_MAX);
  const change = {
    add: { addIds: userIds },
    remove: { removeIds: userIds },
    set: { memberIds: userIds },
  }[how];
  await c.var.services.run(updateTeam, c.var.caller, { teamId, ...change });
  return how === "remove" ? c.body(null, 200) : showMembers(c, userIds);
}

async function showMembers(c: ChatwootContext, ids: readonly number[]): Promise<Response> {
  const { caller, services } = c.var;
  const members = (await listMembers(services.database, caller)).filter(({ id }) => ids.includes(id));
  return c.json(members.map((member) => agentJson(member, caller.accountId, renderingOf(c))));
}
