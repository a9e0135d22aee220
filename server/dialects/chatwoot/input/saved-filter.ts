import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { ANY_FILTER, type SavedFilter } from "@/server/contract/organising/saved-view";
import { invalid } from "@/server/dialects/chatwoot/errors";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";
import { readConversationFilter } from "./conversation-filter";
import type { Params } from "./params";

/**
 * The filter of a saved view, by the query of a custom filter. Refuses what `conversations/filter` refuses, and what a view
 * does not have: several statuses or labels, a contact, one conversation, any assignee at all.
 */
export function readSavedFilter(query: Params): SavedFilter {
  const wanted = readConversationFilter(query);
  if ("displayId" in wanted) throw invalid("query", "can't name one conversation by display_id");
  const { statuses, labels, contactId, assignee, ...rest } = wanted.filter;
  if (contactId !== undefined) throw invalid("query", "can't name a contact by contact_id");
  if (assignee === "assigned") throw invalid("query", "can't have assignee_id with is_present");
  return {
    ...ANY_FILTER,
    assignee: assignee ?? "any",
    inboxId: rest.inboxId ?? null,
    assigneeId: rest.assigneeId ?? null,
    priority: rest.priority ?? null,
    teamId: rest.teamId ?? null,
    status: statusOf(statuses),
    label: labelOf(labels),
  };
}

function statusOf(statuses: ConversationFilter["statuses"]): SavedFilter["status"] {
  if (statuses === undefined || statuses.length === CONVERSATION_STATUSES.length) return null;
  const [status] = statuses;
  if (status === undefined || statuses.length > 1) throw invalid("query", "must have one status, or all");
  return status;
}

function labelOf(labels: ConversationFilter["labels"]): string | null {
  if (labels !== undefined && labels.length > 1) throw invalid("query", "must have one label at most");
  return labels?.[0] ?? null;
}

/** The query of a custom filter, by a saved view's filter; `userId` is the reader, for a view of their own conversations. */
export function queryOf(filter: SavedFilter, userId: number | null) {
  const is = (attribute_key: string, value: string | number | null) =>
    value === null ? [] : [{ attribute_key, filter_operator: "equal_to", values: [value] }];
  const conditions = [
    ...is("status", filter.status),
    ...is("assignee_id", filter.assignee === "me" ? userId : filter.assigneeId),
    ...(filter.assignee === "unassigned"
      ? [{ attribute_key: "assignee_id", filter_operator: "is_not_present", values: [] }]
      : []),
    ...is("inbox_id", filter.inboxId),
    ...is("team_id", filter.teamId),
    ...is("priority", filter.priority),
    ...is("labels", filter.label),
  ];
  return {
    payload: conditions.map((condition, at) => ({
      ...condition,
      query_operator: at === conditions.length - 1 ? null : "and",
    })),
  };
}
