import type { ConversationDto } from "@/server/contract/_shared/dto";
import { CONVERSATION_STATUSES, PRIORITIES } from "@/server/contract/conversation/constants";
import { CONVERSATION_SORTS, isInView } from "@/server/contract/conversation/view";

export const SCOPES = ["mine", "unassigned", "all"] as const;
export const SORTS = CONVERSATION_SORTS;
export type Sort = (typeof SORTS)[number];
/** Which conversations a view lists; trashed ones are in no other scope. */
export type Scope = (typeof SCOPES)[number] | "trash";
export type ConversationStatus = ConversationDto["status"];
export type Priority = NonNullable<ConversationDto["priority"]>;

/** The state of the inbox: all of it is in the URL, so Back works and a link can be shared. */
export type View = {
  scope: Scope;
  /** Null = any. */
  status: ConversationStatus | null;
  inboxId: number | null;
  /** A member by id; only in the scope of all conversations. */
  assigneeId: number | null;
  priority: Priority | null;
  teamId: number | null;
  label: string | null;
  sort: Sort;
  /** The saved view from which it was opened, even if changed since. */
  savedId: number | null;
  /** The `displayId` of the open conversation. */
  selected: number | null;
};

export const FIRST_VIEW: View = {
  scope: "mine",
  status: "open",
  inboxId: null,
  assigneeId: null,
  priority: null,
  teamId: null,
  label: null,
  sort: "last_activity",
  savedId: null,
  selected: null,
};

const ANY_STATUS = "any";

/** Parses the view in a query string; an invalid value falls back to the first view's. */
export function parseView(params: { get(name: string): string | null }): View {
  const number = (name: string): number | null => {
    const value = Number(params.get(name));
    return Number.isSafeInteger(value) && value > 0 ? value : null;
  };
  const assigneeId = number("assignee");
  const status = params.get("status");
  return {
    scope:
      assigneeId === null
        ? ([...SCOPES, "trash" as const].find((scope) => scope === params.get("view")) ?? FIRST_VIEW.scope)
        : "all",
    status:
      status === ANY_STATUS
        ? null
        : (CONVERSATION_STATUSES.find((known) => known === status) ?? FIRST_VIEW.status),
    inboxId: number("inbox"),
    assigneeId,
    priority: PRIORITIES.find((priority) => priority === params.get("priority")) ?? null,
    teamId: number("team"),
    label: params.get("label") || null,
    sort: SORTS.find((sort) => sort === params.get("sort")) ?? FIRST_VIEW.sort,
    savedId: number("saved"),
    selected: number("c"),
  };
}

/** The URL of a view; values equal to the first view's are left out. */
export function hrefOf(view: View): string {
  const params = new URLSearchParams();
  if (view.scope !== FIRST_VIEW.scope) params.set("view", view.scope);
  if (view.status !== FIRST_VIEW.status) params.set("status", view.status ?? ANY_STATUS);
  if (view.inboxId !== null) params.set("inbox", String(view.inboxId));
  if (view.assigneeId !== null) params.set("assignee", String(view.assigneeId));
  if (view.priority !== null) params.set("priority", view.priority);
  if (view.teamId !== null) params.set("team", String(view.teamId));
  if (view.label !== null) params.set("label", view.label);
  if (view.sort !== FIRST_VIEW.sort) params.set("sort", view.sort);
  if (view.savedId !== null) params.set("saved", String(view.savedId));
  if (view.selected !== null) params.set("c", String(view.selected));
  const query = params.toString();
  return query === "" ? "/inbox" : `/inbox?${query}`;
}

/** The URL of a message in a view. The message is not part of the view: any navigation leaves it. */
export const hrefOfMessage = (view: View, number: number): string => {
  const href = hrefOf(view);
  return `${href}${href.includes("?") ? "&" : "?"}m=${number}`;
};

/** The server's query of a list. */
export type ListFilter = {
  status: ConversationStatus | null;
  assignee: "any" | "me" | "unassigned";
  inboxId: number | null;
  assigneeId: number | null;
  priority: Priority | null;
  teamId: number | null;
  label: string | null;
  lifecycle: "live" | "trashed";
  sort: Sort;
  /** Of one contact only: the query of their conversations. */
  contactId?: number;
};

const ASSIGNEE: Record<Scope, ListFilter["assignee"]> = {
  mine: "me",
  unassigned: "unassigned",
  all: "any",
  trash: "any",
};

export const filterOf = ({ scope, selected, savedId, ...filter }: View): ListFilter => ({
  ...filter,
  assignee: ASSIGNEE[scope],
  lifecycle: scope === "trash" ? "trashed" : "live",
});

/** The filter of a list, without its order. */
export type Listed = Omit<ListFilter, "sort">;

/** The filter of a list's query, complete and in a fixed order; null = any. */
export const listedBy = (question: Partial<ListFilter>): Listed => ({
  status: question.status ?? null,
  assignee: question.assignee ?? "any",
  inboxId: question.inboxId ?? null,
  assigneeId: question.assigneeId ?? null,
  priority: question.priority ?? null,
  teamId: question.teamId ?? null,
  label: question.label ?? null,
  lifecycle: question.lifecycle ?? "live",
});

/** Whether a conversation matches a list's filter: the same rule as the server's, so that live rows can enter and leave. */
export function isListed(
  conversation: ConversationDto,
  { contactId, ...filter }: Partial<ListFilter>,
  userId: number,
): boolean {
  if (contactId !== undefined && conversation.contactId !== contactId) return false;
  return isInView(conversation, listedBy(filter), userId);
}
