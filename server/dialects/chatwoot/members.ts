import { changeInboxMembers } from "@/server/commands/members/change-inbox-members";
import { Refusal } from "@/server/contract/_shared/refusal";
import { readUserIds } from "@/server/dialects/chatwoot/input/member-params";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { MEMBERS_MAX } from "@/server/queries/members/list-members";
import { listActive, showAgents } from "./agents";
import { CHANGE, type ChatwootContext, pathId, type Route } from "./context";
import { reachInbox } from "./reach";

export const memberRoutes: readonly Route[] = [
  ["GET", "/inbox_members/:inbox_id", listInboxMembers],
  ["POST", "/inbox_members", (c) => changeMembers(c, "add")],
  [CHANGE, "/inbox_members", (c) => changeMembers(c, "set")],
  ["DELETE", "/inbox_members", (c) => changeMembers(c, "remove")],
];

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
