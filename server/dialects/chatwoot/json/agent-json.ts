import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import type { AgentView } from "@/server/contract/conversation/actor-view";
import type { TeamDto } from "@/server/contract/organising/team";
import { avatarUrl, type Rendering } from "@/server/files/file-url";

/** A member as an agent. Presence is not in this API: all are `offline`. */
export const agentJson = (agent: AgentView, accountId: number, rendering: Rendering) => ({
  id: agent.id,
  account_id: accountId,
  availability_status: "offline",
  auto_offline: true,
  confirmed: true,
  email: agent.email,
  provider: "email",
  available_name: agent.name,
  custom_attributes: {},
  name: agent.name,
  role: agent.role,
  thumbnail: avatarUrl(agent, rendering),
});

/** The sender of an agent's message. `agent` is null for a former member. */
export function userSenderJson(agent: AgentView | null, actor: Actor, rendering: Rendering) {
  const picture = agent ? avatarUrl(agent, rendering) : "";
  return {
    id: agent?.id ?? actor.id,
    name: agent?.name ?? actor.name,
    available_name: agent?.name ?? actor.name,
    avatar_url: picture,
    type: "user",
    availability_status: "offline",
    thumbnail: picture,
  };
}

export const botSenderJson = (actor: Actor) => ({
  id: actor.id,
  name: actor.name,
  avatar_url: "",
  type: "agent_bot",
});

/** A team as this caller sees it. A team assigns nobody by itself here. */
export const teamJson = (team: TeamDto, { accountId, userId }: Pick<Caller, "accountId" | "userId">) => ({
  id: team.id,
  name: team.name,
  description: null,
  allow_auto_assign: false,
  account_id: accountId,
  is_member: userId !== null && team.memberIds.includes(userId),
});
