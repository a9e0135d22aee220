import type { ConversationDto } from "@/server/contract/_shared/dto";
import type { ListGroup } from "@/server/contract/conversation/filter-group";
import { CONVERSATION_SORTS, isInView } from "@/server/contract/conversation/view";
import {
  type Conditions,
  type ConversationStatus,
  canonical,
  listGroupsOf,
  NO_CONDITIONS,
  type Priority,
  SCOPES,
  type Scope,
} from "./conditions";
import { groupOf, groupsText, idOf, parseGroups, textsOf } from "./group-text";

export type { Conditions, ConversationStatus, Priority, Scope } from "./conditions";
export const SORTS = CONVERSATION_SORTS;
export type Sort = (typeof SORTS)[number];
/** The state of the inbox: all of it is in the URL, so Back works and a link can be shared. */
export type View = Conditions & {
  sort: Sort;
  /** The saved view from which it was opened, even if changed since. */
  savedId: number | null;
  /** The `displayId` of the open conversation. */
  selected: number | null;
};

export const FIRST_VIEW: View = {
  ...NO_CONDITIONS,
  scope: "mine",
  status: "open",
  sort: "last_activity",
  savedId: null,
  selected: null,
};

const ANY_STATUS = "any";

/**
 * Parses the view in a query string; an invalid value falls back to the first view's. Several values of a condition are
 * joined by commas; `any` has groups of conditions, such as `status:open or priority:urgent,high`.
 */
export function parseView(params: { get(name: string): string | null }): View {
  const group = groupOf((key) => params.get(key));
  const listed = parseGroups(params.get("any") ?? "");
  const isOfMembers = group.assignees !== undefined;
  const status = params.get("status");
  const isAnyStatus = status === ANY_STATUS || group.statuses !== undefined;
  const view: View = {
    ...FIRST_VIEW,
    scope: isOfMembers
      ? "all"
      : ([...SCOPES, "trash" as const].find((scope) => scope === params.get("view")) ?? FIRST_VIEW.scope),
    status: isAnyStatus ? null : FIRST_VIEW.status,
    label: params.get("label") || null,
    groups: [group],
    sort: SORTS.find((sort) => sort === params.get("sort")) ?? FIRST_VIEW.sort,
    savedId: idOf(params.get("saved")),
    selected: idOf(params.get("c")),
  };
  const own = canonical(view);
  const [several = {}] = own.groups;
  return { ...own, groups: listed.length > 0 ? listed.map((one) => ({ ...one, ...several })) : own.groups };
}

/** The URL of a view; values equal to the first view's are left out. */
export function hrefOf(view: View): string {
  const params = new URLSearchParams();
  const texts = ownTexts(view);
  if (view.scope !== FIRST_VIEW.scope && !texts?.has("assignee")) params.set("view", view.scope);
  if (view.status !== FIRST_VIEW.status && !texts?.has("status"))
    params.set("status", view.status ?? ANY_STATUS);
  if (view.inboxId !== null) params.set("inbox", String(view.inboxId));
  if (view.assigneeId !== null) params.set("assignee", String(view.assigneeId));
  if (view.priority !== null) params.set("priority", view.priority);
  if (view.teamId !== null) params.set("team", String(view.teamId));
  if (view.label !== null) params.set("label", view.label);
  for (const [key, text] of texts ?? []) params.set(key, text);
  if (texts === null) params.set("any", groupsText(view.groups));
  if (view.sort !== FIRST_VIEW.sort) params.set("sort", view.sort);
  if (view.savedId !== null) params.set("saved", String(view.savedId));
  if (view.selected !== null) params.set("c", String(view.selected));
  // Commas and colons may stand in a query string, and are easier to read there.
  const query = params.toString().replace(/%2C/g, ",").replace(/%3A/g, ":");
  return query === "" ? "/inbox" : `/inbox?${query}`;
}

/** The conditions of a single group as parameters of their own; null when they need the parameter `any`. */
function ownTexts(view: View): Map<string, string> | null {
  const [group, ...others] = view.groups;
  if (!group) return new Map();
  const texts = new Map<string, string>(textsOf(group));
  const taken: Readonly<Record<string, unknown>> = {
    status: view.status,
    inbox: view.inboxId,
    assignee: view.scope === "all" ? view.assigneeId : view.scope,
    team: view.teamId,
    priority: view.priority,
  };
  const isTaken = [...texts.keys()].some((key) => (taken[key] ?? null) !== null);
  return others.length > 0 || isTaken ? null : texts;
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
  mentioned?: "me" | null | undefined;
  anyOf?: ListGroup[] | undefined;
  sort: Sort;
  /** Of one contact only: the query of their conversations. */
  contactId?: number;
};

const ASSIGNEE: Record<Scope, ListFilter["assignee"]> = {
  mine: "me",
  unassigned: "unassigned",
  mentioned: "any",
  all: "any",
  trash: "any",
};

export const filterOf = ({ scope, selected, savedId, groups, ...filter }: View): ListFilter => ({
  ...filter,
  assignee: ASSIGNEE[scope],
  lifecycle: scope === "trash" ? "trashed" : "live",
  ...(scope === "mentioned" && { mentioned: "me" as const }),
  ...(groups.length > 0 && { anyOf: listGroupsOf(groups) }),
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
  ...(question.mentioned && { mentioned: question.mentioned }),
  ...(question.anyOf?.length && { anyOf: question.anyOf }),
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
