import { isDayRange, parseDayRange } from "@/server/contract/conversation/day-range";
import type { Assignee, SavedGroup } from "@/server/contract/conversation/filter-group";
import { ANY_FILTER, type SavedFilter } from "@/server/contract/organising/saved-view";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { readConversationFilter } from "./conversation-filter";
import type { Params } from "./params";

/**
 * The filter of a saved view, by the query of a custom filter. Refuses what `conversations/filter` refuses, and what a view
 * does not have: a contact, one conversation, no status at all.
 */
export function readSavedFilter(query: Params): SavedFilter {
  const wanted = readConversationFilter(query);
  if ("displayId" in wanted) throw invalid("query", "can't name one conversation by display_id");
  if (wanted.contactId !== null) throw invalid("query", "can't name a contact by contact_id");
  if (wanted.groups.some(({ statuses }) => statuses?.length === 0))
    throw invalid("query", "must have a status");
  if (wanted.groups.some(({ created = "1d", active = "1d" }) => !isDayRange(created) || !isDayRange(active)))
    throw invalid("query", "must have days from 1970 on");
  const [group, ...others] = wanted.groups;
  return group && others.length === 0 ? flatten(group) : { ...ANY_FILTER, anyOf: wanted.groups };
}

/** A single group as the view's own conditions, where each has one value. */
function flatten(group: SavedGroup): SavedFilter {
  const { statuses, inboxIds, assignees, teamIds, priorities, labels, labelMatch, ...rest } = group;
  const one = <T>(values: readonly T[] | undefined): T | null =>
    values?.length === 1 ? (values[0] ?? null) : null;
  const many = <T>(name: keyof SavedGroup, values: T[] | undefined) =>
    values && values.length > 1 ? { [name]: values } : {};
  const who = one(assignees);
  const others: SavedGroup = {
    ...rest,
    ...(statuses?.length === 4 ? {} : many("statuses", statuses)),
    ...many("inboxIds", inboxIds),
    ...many("assignees", assignees),
    ...(who === "anybody" && { assignees: [who] }),
    ...many("teamIds", teamIds),
    ...many("priorities", priorities),
    ...many("labels", labels),
    ...(labelMatch && { labelMatch }),
  };
  return {
    ...ANY_FILTER,
    status: one(statuses),
    assignee: who === "nobody" ? "unassigned" : who === "me" ? "me" : "any",
    inboxId: one(inboxIds),
    assigneeId: typeof who === "number" ? who : null,
    priority: one(priorities),
    teamId: one(teamIds),
    label: one(labels),
    anyOf: Object.keys(others).length > 0 ? [others] : [],
  };
}

type Item = { attribute_key: string; filter_operator: string; values: (string | number)[] };

/**
 * The query of a custom filter, by a saved view's filter: its groups joined by OR, each with the view's own conditions.
 * `userId` is the reader, for a view of their own conversations.
 */
export function queryOf(filter: SavedFilter, userId: number | null) {
  const groups = filter.anyOf.length > 0 ? filter.anyOf.flatMap(alternatives) : [{}];
  const items = groups.map((group) => itemsOf(filter, group, userId));
  return {
    payload: items.flatMap((group, nth) =>
      group.map((item, at) => {
        const isEnd = at === group.length - 1;
        return { ...item, query_operator: !isEnd ? "and" : nth === items.length - 1 ? null : "or" };
      }),
    ),
  };
}

/** No condition of a custom filter has members together with nobody, so a group of both is two. */
function alternatives(group: SavedGroup): SavedGroup[] {
  const members = group.assignees?.filter((one) => one !== "nobody") ?? [];
  if (members.length === 0 || !group.assignees?.includes("nobody")) return [group];
  return [
    { ...group, assignees: members },
    { ...group, assignees: ["nobody"] },
  ];
}

function itemsOf(filter: SavedFilter, group: SavedGroup, userId: number | null): Item[] {
  const is = (attribute_key: string, values: readonly (string | number)[] | undefined): Item[] =>
    values ? [{ attribute_key, filter_operator: "equal_to", values: [...values] }] : [];
  /** The view's own value, which a group's values may not contain: then both, and nothing matches. */
  const both = (
    key: string,
    own: string | number | null,
    values: readonly (string | number)[] | undefined,
  ) => [
    ...is(key, own === null ? undefined : [own]),
    ...is(key, own !== null && values?.includes(own) ? undefined : values),
  ];
  const { labels = [], labelMatch } = group;
  const isAll = labelMatch === "all" || filter.label !== null;
  return [
    ...both("status", filter.status, group.statuses),
    ...assigneeItems(filter, group, userId),
    ...both("inbox_id", filter.inboxId, group.inboxIds),
    ...both("team_id", filter.teamId, group.teamIds),
    ...both("priority", filter.priority, group.priorities),
    ...is("labels", filter.label === null ? undefined : [filter.label]),
    ...(isAll ? labels.flatMap((label) => is("labels", [label])) : is("labels", group.labels)),
    ...dayItems("created_at", group.created),
    ...dayItems("last_activity_at", group.active),
  ];
}

function assigneeItems(filter: SavedFilter, { assignees }: SavedGroup, userId: number | null): Item[] {
  const is = (filter_operator: string, values: number[] = []): Item[] => [
    { attribute_key: "assignee_id", filter_operator, values },
  ];
  const of = (who: readonly Assignee[]): Item[] => {
    if (who.includes("anybody")) return is("is_present");
    if (who.includes("nobody")) return is("is_not_present");
    return is(
      "equal_to",
      who.flatMap((one) => (one === "me" ? (userId ?? []) : typeof one === "number" ? one : [])),
    );
  };
  return [
    ...(filter.assignee === "unassigned" ? of(["nobody"]) : []),
    ...(filter.assignee === "me" ? of(["me"]) : []),
    ...(filter.assigneeId === null ? [] : of([filter.assigneeId])),
    ...(assignees ? of(assignees) : []),
  ];
}

const DAY_MS = 86_400_000;

function dayItems(attribute_key: string, text: string | undefined): Item[] {
  const range = text === undefined ? null : parseDayRange(text);
  if (!range) return [];
  const shift = (at: number, days: number) => new Date(at + days * DAY_MS).toISOString().slice(0, 10);
  const from = "lastDays" in range ? shift(Date.now(), 1 - range.lastDays) : range.from;
  const to = "lastDays" in range ? null : range.to;
  const item = (filter_operator: string, day: string | null): Item[] =>
    day === null ? [] : [{ attribute_key, filter_operator, values: [day] }];
  return [
    ...item("is_greater_than", from),
    ...item("is_less_than", to === null ? null : shift(Date.parse(to), 1)),
  ];
}
