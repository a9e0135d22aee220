import { changeInboxMembers } from "@/server/commands/members/change-inbox-members";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { readUserIds } from "@/server/dialects/chatwoot/input/member-params";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { agentJson } from "@/server/dialects/chatwoot/json/agent-json";
import { listMembers, MEMBERS_MAX } from "@/server/queries/members/list-members";
import { CHANGE, type ChatwootContext, pathId, type Route, renderingOf } from "./context";
import { reachInbox } from "./reach";

export const memberRoutes: readonly Route[] = [
  ["GET", "/agents", listAgents],
  ["GET", "/inbox_members/:inbox_id", listInboxMembers],
  ["POST", "/inbox_members", (c) => changeMembers(c, "add")],
  [CHANGE, "/inbox_members", (c) => changeMembers(c, "set")],
  ["DELETE", "/inbox_members", (c) => changeMembers(c, "remove")],
];

/** The account's members, without deactivated ones. */
async function listActive(c: ChatwootContext): Promise<MemberDto[]> {
  const members = await listMembers(c.var.services.database, c.var.caller);
  return members.filter(({ state }) => state !== "deactivated");
}

const showAgents = (c: ChatwootContext, members: readonly MemberDto[]) =>
  members.map((member) => ({
    ...agentJson(member, c.var.caller.accountId, renderingOf(c)),
    confirmed: member.state !== "invited",
  }));

async function listAgents(c: ChatwootContext): Promise<Response> {
  return c.json(showAgents(c, await listActive(c)));
}

async function listInboxMembers(c: ChatwootContext): Promise<Response> {
  const inbox = await reachInbox(c.var.services.database, c.var.caller, pathId(c, "inbox_id"));
  return c.json({ payload: await showMembersOf(c, inbox.id) });
}

/** Those that were given the inbox; administrators see every inbox and need not be among them. */
const showMembersOf = async (c: ChatwootContext, inboxId: number) =>
  showAgents(
    c,
    (await listActive(c)).filter(({ inboxIds }) => inboxIds.includes(inboxId)),
  );

async function changeMembers(c: ChatwootContext, how: "add" | "remove" | "set"): Promise<Response> {
  const params = await readParams(c.req.raw);
  const inboxId = params.id("inbox_id");
  if (inboxId == null) throw new Refusal("inbox.not_found");
  const inbox = await reachInbox(c.var.services.database, c.var.caller, inboxId);
  const userIds = readUserIds(params, MEMBERS_MAX);
  await c.var.services.run(changeInboxMembers, c.var.caller, { inboxId: inbox.id, [how]: userIds });
  return how === "remove" ? c.body(null, 200) : c.json({ payload: await showMembersOf(c, inbox.id) });
}
