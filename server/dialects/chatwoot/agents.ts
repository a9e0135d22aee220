import { inviteMember, updateMember } from "@/server/commands/members/members";
import { setAvailability } from "@/server/commands/members/profile";
import { SHORT_NAME_CHARS_MAX, SIGN_IN_EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { EMAIL_PATTERN } from "@/server/contract/contact/constants";
import type { MemberDto } from "@/server/contract/member/member";
import { readAvailability } from "@/server/dialects/chatwoot/input/member-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { agentJson } from "@/server/dialects/chatwoot/json/agent-json";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { listMembers } from "@/server/queries/members/members";
import { CHANGE, type ChatwootContext, pathId, type Route, renderingOf } from "./context";
import { invalid, WireError } from "./errors";

export const agentRoutes: readonly Route[] = [
  ["GET", "/agents", list],
  ["POST", "/agents", create],
  [CHANGE, "/agents/:agent_id", update],
  ["DELETE", "/agents/:agent_id", destroy],
];

/** The account's members, without deactivated ones. */
export async function listActive(c: ChatwootContext): Promise<MemberDto[]> {
  const members = await listMembers(c.var.services.database, c.var.caller);
  return members.filter(({ state }) => state !== "deactivated");
}

export const showAgents = (c: ChatwootContext, members: readonly MemberDto[]) =>
  members.map((member) => ({
    ...agentJson(member, c.var.caller.accountId, renderingOf(c)),
    confirmed: member.state !== "invited",
  }));

async function list(c: ChatwootContext): Promise<Response> {
  return c.json(showAgents(c, await listActive(c)));
}

const showOne = (c: ChatwootContext, member: MemberDto): Response => {
  const [shown] = showAgents(c, [member]);
  return c.json(shown);
};

/**
 * Invites an agent: the link to set a password is mailed. Without SMTP an administrator makes it on the screen; no answer here
 * contains it. The new agent sees no inbox yet, as upstream.
 */
async function create(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const params = await readParams(c.req.raw, "agent");
  const email = params.text("email", SIGN_IN_EMAIL_CHARS_MAX)?.trim();
  if (!email || !EMAIL_PATTERN.test(email)) throw invalid("email", email ? "is invalid" : "can't be blank");
  refuseAdministrator(params);
  const name = params.text("name", SHORT_NAME_CHARS_MAX)?.trim() || email.split("@")[0] || email;
  const isChinese = /^zh\b/i.test(c.req.header("accept-language") ?? "");
  const { result } = await services.run(inviteMember, caller, {
    name: [...name].slice(0, SHORT_NAME_CHARS_MAX).join(""),
    email,
    role: "agent",
    inboxIds: [],
    secret: newSecret(),
    ...(services.mailsLinks && { mail: { locale: isChinese ? ("zh" as const) : ("en" as const) } }),
  });
  return showOne(c, result);
}

/** Changes the availability. A member chooses their own name, and a role is given on the screen. */
async function update(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const member = await reachAgent(c);
  const params = await readParams(c.req.raw, "agent");
  const name = params.text("name")?.trim();
  if (name && name !== member.name) throw invalid("name", "is changed by the agent");
  const role = params.text("role");
  if (role && role !== member.role) throw invalid("role", "is changed on the screen");
  const availability = readAvailability(params);
  if (availability === undefined) return showOne(c, member);
  const change = { availability, userId: member.id };
  return showOne(c, (await services.run(setAvailability, caller, change)).result);
}

/** Deactivates an agent: what they wrote keeps its author. An administrator is deactivated on the screen. */
async function destroy(c: ChatwootContext): Promise<Response> {
  const { id: userId, role } = await reachAgent(c);
  if (role === "administrator") throw onTheScreen("An administrator is deactivated on the screen");
  await c.var.services.run(updateMember, c.var.caller, { userId, state: "deactivated" });
  return c.body(null, 200);
}

/** A member whom an administrator changes. */
async function reachAgent(c: ChatwootContext): Promise<MemberDto> {
  if (c.var.caller.role !== "administrator") throw new Refusal("auth.forbidden");
  const id = pathId(c, "agent_id");
  const found = (await listActive(c)).find((member) => member.id === id);
  if (!found) throw new Refusal("member.not_found");
  return found;
}

/** A token whose owner is away must not make an administrator. */
function refuseAdministrator(params: Params): void {
  const role = params.text("role");
  if (role === "administrator") throw onTheScreen("An administrator is invited on the screen");
  if (role && role !== "agent") throw invalid("role", "must be agent");
}

const onTheScreen = (error: string) => new WireError({ status: 403, body: { error } });
