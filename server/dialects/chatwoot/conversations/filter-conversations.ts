import { isRefusal } from "@/server/contract/_shared/refusal";
import type { ListGroup, SavedGroup } from "@/server/contract/conversation/filter-group";
import { type ChatwootContext, type Route, viewerOf } from "@/server/dialects/chatwoot/context";
import {
  readConversationFilter,
  type WantedConversations,
} from "@/server/dialects/chatwoot/input/conversation-filter";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { showConversations } from "@/server/dialects/chatwoot/json/show";
import { defined } from "@/server/lib/defined";
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
  const page = params.count("page") ?? 1;
  if ("displayId" in wanted) return findOne(c, wanted, page);
  const found = listFilterOf(wanted);
  const meta = await countWithin(c, found);
  return c.json({ meta, payload: await readPage(viewerOf(c), found, page) });
}

type Groups = Extract<WantedConversations, { groups: unknown }>;

/** Days begin at midnight UTC, as upstream. A single group's status and assignee are the list's: these have exact counters. */
function listFilterOf({ contactId, groups }: Groups): ConversationFilter {
  const [group, ...others] = groups.map(listGroupOf);
  if (!group) return { contactId };
  if (others.length > 0) return { contactId, anyOf: [group, ...others] };
  const { statuses, assignees, ...rest } = group;
  const [who] = assignees?.length === 1 ? assignees : [];
  const isAlone = who !== undefined && who !== "me";
  return {
    contactId,
    ...(statuses && { statuses }),
    ...(isAlone && (typeof who === "number" ? { assigneeId: who } : { assignee: LIST_ASSIGNEE[who] })),
    ...(Object.keys(rest).length > 0 || (assignees && !isAlone)
      ? { anyOf: [{ ...rest, ...(!isAlone && assignees && { assignees }) }] }
      : {}),
  };
}

const LIST_ASSIGNEE = { nobody: "unassigned", anybody: "assigned" } as const;

function listGroupOf({ created, active, ...group }: SavedGroup): ListGroup {
  const [createdFrom, createdBefore] = instantsOf(created);
  const [activeFrom, activeBefore] = instantsOf(active);
  return { ...group, ...defined({ createdFrom, createdBefore, activeFrom, activeBefore }) };
}

const DAY_MS = 86_400_000;

function instantsOf(range = ".."): (string | undefined)[] {
  const [from, to] = range.split("..");
  const at = (day: string | undefined, days: number) =>
    day ? new Date(Date.parse(day) + days * DAY_MS).toISOString() : undefined;
  return [at(from, 0), at(to, 1)];
}

/** Zero or one, on the first page: of conversations that the caller may not see there is none. */
async function findOne(c: ChatwootContext, wanted: { displayId: number }, page: number): Promise<Response> {
  const { caller, services } = c.var;
  const found = await getConversation(services.database, caller, wanted).catch((error: unknown) => {
    if (isRefusal(error) && error.refusal === "conversation.not_found") return null;
    throw error;
  });
  const payload = found && page === 1 ? await showConversations(viewerOf(c), [found]) : [];
  const count = (isCounted: boolean) => (found && isCounted ? 1 : 0);
  const assigneeId = found?.conversation.assigneeId ?? null;
  const meta = {
    mine_count: count(assigneeId !== null && assigneeId === caller.userId),
    unassigned_count: count(assigneeId === null),
    all_count: count(true),
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
