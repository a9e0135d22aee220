import { changeInboxMembers } from "@/server/commands/members/members";
import { Refusal } from "@/server/contract/_shared/refusal";
import { readUserIds } from "@/server/dialects/chatwoot/input/member-params";
import { parseId, readParams } from "@/server/dialects/chatwoot/input/params";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { MEMBERS_MAX } from "@/server/queries/members/members";
import { listActive, showAgents } from "./agents";
import { CHANGE, type ChatwootContext, pathId, type Route } from "./context";
import { invalid } from "./errors";
import { reachInbox } from "./reach";

export const memberRoutes: readonly Route[] = [
  ["GET", "/inbox_members/:inbox_id", listInboxMembers],
  ["POST", "/inbox_members", (c) => changeMembers(c, "add")],
  [CHANGE, "/inbox_members", (c) => changeMembers(c, "set")],
  ["DELETE", "/inbox_members", (c) => changeMembers(c, "remove")],
  ["GET", "/assignable_agents", listAssignableInAll],
  ["GET", "/inboxes/:inbox_id/assignable_agents", (c) => listAssignable(c, [pathId(c, "inbox_id")])],
];

/** Inboxes of one request. */
const ASSIGNABLE_INBOXES_MAX = 100;

async function listAssignableInAll(c: ChatwootContext): Promise<Response> {
  const given = (await readParams(c.req.raw)).list("inbox_ids") ?? [];
  if (given.length === 0) throw invalid("inbox_ids", "can't be blank");
  if (given.length > ASSIGNABLE_INBOXES_MAX)
    throw invalid("inbox_ids", `are too many (maximum is ${ASSIGNABLE_INBOXES_MAX})`);
  const ids = given.map(parseId);
  if (!ids.every((id) => id !== null)) throw new Refusal("inbox.not_found");
  return listAssignable(c, [...new Set(ids)]);
}

/** Who may be assigned in each of these inboxes: its members, and administrators, who see every inbox. */
async function listAssignable(c: ChatwootContext, inboxIds: readonly number[]): Promise<Response> {
  const { caller, services } = c.var;
  const visible = new Set((await listInboxes(services.database, caller)).map(({ id }) => id));
  const hidden = inboxIds.find((id) => !visible.has(id));
  if (hidden !== undefined) await reachInbox(services.database, caller, hidden); // refuses it
  const payload = (await listActive(c)).filter(
    ({ role, inboxIds: own }) => role === "administrator" || inboxIds.every((id) => own.includes(id)),
  );
  return c.json({ payload: showAgents(c, payload) });
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
