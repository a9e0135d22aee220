import { isRefusal } from "@/server/contract/_shared/refusal";
import { type ChatwootContext, type Route, viewerOf } from "@/server/dialects/chatwoot/context";
import { readConversationFilter } from "@/server/dialects/chatwoot/input/conversation-filter";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { showConversations } from "@/server/dialects/chatwoot/json/show";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { countConversations } from "@/server/queries/conversations/count-conversations";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";
import { readPage } from "./conversations";

export const conversationFilterRoutes: readonly Route[] = [["POST", "/conversations/filter", filter]];

/** Conversations of any status that match; the counts are within the filter. */
async function filter(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  const wanted = readConversationFilter(params);
  if ("displayId" in wanted) return findOne(c, wanted);
  const meta = await countWithin(c, wanted.filter);
  return c.json({ meta, payload: await readPage(viewerOf(c), wanted.filter, params.count("page") ?? 1) });
}

/** Zero or one: of conversations that the caller may not see there is none. */
async function findOne(c: ChatwootContext, wanted: { displayId: number }): Promise<Response> {
  const { caller, services } = c.var;
  const found = await getConversation(services.database, caller, wanted).catch((error: unknown) => {
    if (isRefusal(error) && error.refusal === "conversation.not_found") return null;
    throw error;
  });
  const payload = found ? await showConversations(viewerOf(c), [found]) : [];
  const count = (isCounted: boolean) => (isCounted ? payload.length : 0);
  const assigneeId = found?.conversation.assigneeId ?? null;
  const meta = {
    mine_count: count(assigneeId !== null && assigneeId === caller.userId),
    unassigned_count: count(assigneeId === null),
    all_count: payload.length,
  };
  return c.json({ meta, payload });
}

async function countWithin(c: ChatwootContext, wanted: ConversationFilter) {
  const { caller, services } = c.var;
  const count = (assignee: "me" | "unassigned" | "assigned" | "any") => {
    // Nobody is both assigned and unassigned; "mine" is a part of "assigned".
    const isPossible =
      (wanted.assignee ?? "any") === "any" ||
      assignee === "any" ||
      wanted.assignee === assignee ||
      (wanted.assignee === "assigned" && assignee === "me");
    if (!isPossible) return 0;
    const filter = assignee === "any" ? wanted : { ...wanted, assignee };
    return countConversations(services.database, caller, filter, PAGED_ROWS_MAX);
  };
  return {
    mine_count: await count("me"),
    unassigned_count: await count("unassigned"),
    all_count: await count("any"),
  };
}
