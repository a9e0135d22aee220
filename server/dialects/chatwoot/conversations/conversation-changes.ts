import { requireWritable } from "@/server/commands/_run/permission";
import type { Command } from "@/server/commands/_run/run";
import { assignConversation, assignTeam } from "@/server/commands/conversations/assign";
import { type ChangeStatus, changeStatus } from "@/server/commands/conversations/change-status";
import { markUnreadForAll } from "@/server/commands/conversations/mark-seen";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { labelConversation } from "@/server/commands/organising/labels";
import { LABEL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { actorKey } from "@/server/contract/conversation/actor-view";
import { listActive } from "@/server/dialects/chatwoot/agents";
import {
  type ChatwootContext,
  pathId,
  type Route,
  renderingOf,
  viewerOf,
} from "@/server/dialects/chatwoot/context";
import { invalid, WireError } from "@/server/dialects/chatwoot/errors";
import { readStatus, readTyping } from "@/server/dialects/chatwoot/input/conversation-params";
import { type Params, parseId, readParams } from "@/server/dialects/chatwoot/input/params";
import { agentJson, teamJson } from "@/server/dialects/chatwoot/json/agent-json";
import { showConversation } from "@/server/dialects/chatwoot/json/show";
import { findAgentBot } from "@/server/dialects/chatwoot/queries/agent-bots";
import { reachConversation } from "@/server/dialects/chatwoot/reach";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { announceTyping, mayAnnounceTyping } from "@/server/live/hub/account-signal";
import { findAgents } from "@/server/queries/members/members";
import { findTeams } from "@/server/queries/organising/organising";

export const conversationChangeRoutes: readonly Route[] = [
  ["POST", "/conversations/:conversation_id/toggle_status", toggleStatus],
  ["POST", "/conversations/:conversation_id/assignments", assign],
  ["GET", "/conversations/:conversation_id/labels", listLabels],
  ["POST", "/conversations/:conversation_id/labels", replaceLabels],
  ["DELETE", "/conversations/:conversation_id", destroy],
];

/** Permanently, as upstream: trash and purge in one. `/v1` needs two requests. */
async function destroy(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  await services.run(deleteConversation, caller, { conversation: { conversationId: conversation.id } });
  return c.body(null, 200);
}

/** The signal that leads to each status. */
export const SIGNAL = {
  open: "reopen",
  resolved: "resolve",
  pending: "markPending",
  snoozed: "snooze",
} as const satisfies Record<ConversationStatus, string>;

/** Without a status: resolves an open conversation, opens any other. */
async function toggleStatus(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  const params = await readParams(c.req.raw, "conversation");
  const status = readStatus(params) ?? (conversation.status === "open" ? "resolved" : "open");
  const isPending = status === "open" && conversation.status === "pending";
  const bot = isPending && (await findAgentBot(services.database, caller, conversation.inboxId));
  const { result } = await services.run(moveConversation, caller, {
    conversationId: conversation.id,
    signal: SIGNAL[status],
    isHandoff: Boolean(bot),
    until: status === "snoozed" ? (params.time("snoozed_until") ?? null) : null,
  });
  const payload = {
    success: true,
    conversation_id: conversation.displayId,
    current_status: result.status,
    snoozed_until: result.snoozedUntil?.toISOString() ?? null,
  };
  return c.json({ meta: {}, payload });
}

type Move = {
  conversationId: number;
  signal: (typeof SIGNAL)[ConversationStatus];
  until: Date | null;
  isHandoff: boolean;
};
type Moved = { status: ConversationStatus; snoozedUntil: Date | null };

/**
 * One operation: the signal and, as upstream, an agent (not an administrator) who opens a conversation is assigned. A pending
 * conversation of a bot's inbox is handed over, and nobody is assigned: callers are programs.
 */
const moveConversation: Command<Move, Moved> = async (tx, { conversationId, signal, until, isHandoff }) => {
  const conversation = { conversationId };
  const handedOver = isHandoff ? await handOver(tx, { conversation }) : null;
  if (handedOver) return handedOver;
  const moved = await changeStatus(tx, { conversation, signal, until });
  const { role, userId } = tx.caller;
  if (moved.status !== "open" || role !== "agent" || userId === null) return moved;
  return assignConversation(tx, { conversation, assigneeId: userId });
};

/** Null when it is no longer pending. */
const handOver: Command<Pick<ChangeStatus, "conversation">, Moved | null> = async (tx, { conversation }) => {
  try {
    return await changeStatus(tx, { conversation, signal: "handoff" });
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "conversation.not_pending") throw error;
    return null;
  }
};

/** With `assignee_id` returns the agent, else with `team_id` the team; `null` when unassigned, also for an unknown id. */
async function assign(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  const params = await readParams(c.req.raw);
  const text = params.text("assignee_id");
  if (text === undefined) return assignToTeam(c, conversation.id, params);
  const given = parseId(text);
  const wanted = params.text("assignee_type") === "AgentBot" ? null : given; // this dialect has no bots
  const assigneeId = await assignOrClear(c, conversation.id, wanted);
  if (assigneeId === null) return c.json(null);
  const actor = { type: "user", id: assigneeId } as const;
  const agent = (await findAgents(services.database, caller.accountId, [actor])).get(actorKey(actor));
  return c.json(agent ? agentJson(agent, caller.accountId, renderingOf(c)) : null);
}

/** Without a team in the request nothing changes; 0 and an unknown one unassign, as upstream. */
async function assignToTeam(c: ChatwootContext, conversationId: number, params: Params): Promise<Response> {
  const { caller, services } = c.var;
  if (params.text("team_id") === undefined) return c.json(null);
  const wanted = parseId(params.text("team_id"));
  const assign = (teamId: number | null) =>
    services.run(assignTeam, caller, { conversation: { conversationId }, teamId });
  const { result } = await assign(wanted).catch((error: unknown) => {
    if (isRefusal(error) && error.refusal === "team.not_found") return assign(null);
    throw error;
  });
  if (result.teamId === null) return c.json(null);
  const team = (await findTeams(services.database, caller.accountId, [result.teamId])).get(result.teamId);
  return c.json(team ? teamJson(team, caller) : null);
}

/** An unknown id unassigns, as upstream. Refuses a member who does not see the inbox. */
async function assignOrClear(c: ChatwootContext, conversationId: number, wanted: number | null) {
  const assign = (assigneeId: number | null) =>
    c.var.services.run(assignConversation, c.var.caller, { conversation: { conversationId }, assigneeId });
  try {
    return (await assign(wanted)).result.assigneeId;
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "member.not_found") throw error;
    if ((await listActive(c)).some(({ id }) => id === wanted))
      throw invalid("assignee_id", "does not see this inbox");
    return (await assign(null)).result.assigneeId;
  }
}

async function listLabels(c: ChatwootContext): Promise<Response> {
  const { conversation } = await reachConversation(
    c.var.services.database,
    c.var.caller,
    pathId(c, "conversation_id"),
  );
  return c.json({ payload: conversation.labels });
}

async function replaceLabels(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  const params = await readParams(c.req.raw);
  const set = params.list("labels", LABEL_CHARS_MAX);
  if (set === undefined) return c.json({ payload: conversation.labels });
  const change = { conversation: { conversationId: conversation.id }, set };
  const { result } = await services.run(labelConversation, caller, change);
  return c.json({ payload: result.labels });
}

const AT = "/conversations/:conversation_id";

export const conversationSignRoutes: readonly Route[] = [
  ["GET", "/conversations/unread_counts", refuseUnreadCounts],
  ["POST", `${AT}/unread`, unread],
  ["POST", `${AT}/toggle_typing_status`, toggleTyping],
];

/** As upstream, where the feature is off. */
async function refuseUnreadCounts(): Promise<Response> {
  throw new WireError({ status: 403, body: { error: "Feature not enabled for this account" } });
}

/** From the customer's last message on. */
async function unread(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  await services.run(markUnreadForAll, caller, { conversation: { conversationId: conversation.id } });
  return c.json(await showConversation(viewerOf(c), conversation.id));
}

/** With `is_private` no customer sees it. */
async function toggleTyping(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  const params = await readParams(c.req.raw);
  const [isTyping, isPrivate] = [readTyping(params), params.flag("is_private")];
  requireWritable(caller);
  const { accountId, userId } = caller;
  if (userId !== null && (await mayAnnounceTyping(userId)))
    announceTyping(accountId, { conversation, userId, isPrivate }, isTyping);
  return c.body(null, 200);
}
