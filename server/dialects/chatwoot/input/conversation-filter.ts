import { CONVERSATION_STATUSES, PRIORITIES } from "@/server/contract/conversation/constants";
import { dayOf } from "@/server/contract/conversation/day-range";
import {
  type Assignee,
  FILTER_GROUPS_MAX,
  FILTER_VALUES_MAX,
  type SavedGroup,
} from "@/server/contract/conversation/filter-group";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import {
  badFilter,
  badValue,
  type Condition,
  type CustomCondition,
  type FilterKeys,
  readGroups,
} from "./filter";
import { type Params, parseId } from "./params";

const EQUAL = ["equal_to"] as const;
const TIME = ["is_greater_than", "is_less_than"] as const;

const KEYS = {
  status: ["equal_to", "not_equal_to"],
  assignee_id: ["equal_to", "is_present", "is_not_present"],
  inbox_id: EQUAL,
  team_id: EQUAL,
  contact_id: EQUAL,
  priority: EQUAL,
  display_id: EQUAL,
  labels: EQUAL,
  created_at: TIME,
  last_activity_at: TIME,
} as const satisfies FilterKeys<string>;

type Key = keyof typeof KEYS;
type Read = Exclude<Key, "display_id" | "contact_id">;

/** A conversation by its number; or those of a contact, or of anybody, that meet one of the groups. */
export type WantedConversations = { displayId: number } | { contactId: number | null; groups: SavedGroup[] };

/**
 * The filter of a request. AND binds closer than OR, as upstream, so it is groups of conditions. Several values of one key are
 * alternatives. Refuses other filters in upstream's words.
 */
export function readConversationFilter(params: Params): WantedConversations {
  const groups = readGroups(params, { keys: KEYS, customType: "conversation_attribute" });
  if (groups.length > FILTER_GROUPS_MAX)
    throw badFilter(`A filter has at most ${FILTER_GROUPS_MAX} groups joined by "OR"`);
  const alone = groups.flat().find((condition) => isKey(condition, "display_id"));
  if (alone) {
    if (groups.flat().length > 1) throw badFilter("display_id cannot be joined with other conditions");
    return { displayId: idOf(alone) };
  }
  const contact = groups.flat().find((condition) => isKey(condition, "contact_id"));
  if (contact && groups.length > 1) throw badFilter('contact_id cannot be joined by "OR"');
  const read = groups.map(readGroup);
  return {
    contactId: contact ? idOf(contact) : null,
    groups: read.every((group) => Object.keys(group).length > 0) ? read : [],
  };
}

const isKey = (condition: Condition<Key> | CustomCondition, key: Key): condition is Condition<Key> =>
  "key" in condition && condition.key === key;

function readGroup(conditions: readonly (Condition<Key> | CustomCondition)[]): SavedGroup {
  const named = new Set<string>();
  let group: SavedGroup = {};
  for (const condition of conditions) {
    if (!("key" in condition)) throw badFilter("Custom attributes cannot be filtered by");
    const { key, operator, values } = condition;
    if (values.length > FILTER_VALUES_MAX)
      throw badFilter(`${key} takes at most ${FILTER_VALUES_MAX} values`);
    const isTime = key === "created_at" || key === "last_activity_at";
    const name = isTime ? `${key} ${operator}` : key;
    if (named.has(name) && key !== "labels") throw badFilter(`${key} is there twice`);
    named.add(name);
    if (key !== "display_id" && key !== "contact_id") group = { ...group, ...READ[key](condition, group) };
  }
  return group;
}

const READ: Readonly<Record<Read, (condition: Condition, group: SavedGroup) => SavedGroup>> = {
  status: (condition) => ({ statuses: statusesOf(condition) }),
  assignee_id: (condition) => ({ assignees: assigneesOf(condition) }),
  inbox_id: (condition) => ({ inboxIds: idsOf(condition) }),
  team_id: (condition) => ({ teamIds: idsOf(condition) }),
  priority: ({ values }) => {
    if (values.some((value) => !PRIORITIES.some((known) => known === value))) throw badValue("priority");
    return { priorities: PRIORITIES.filter((known) => values.includes(known)) };
  },
  labels: ({ values }, { labels: known }) => {
    const labels = [...new Set(values.map((label) => label.trim().toLowerCase()))];
    if (!known) return { labels };
    // Twice: all of them. One of several and another one is more than a list's filter says.
    if (labels.length > 1 || known.length > 1) throw badFilter("labels is there twice");
    return { labels: [...new Set([...known, ...labels])], labelMatch: "all" };
  },
  created_at: (condition, { created }) => ({ created: rangeOf(condition, created) }),
  last_activity_at: (condition, { active }) => ({ active: rangeOf(condition, active) }),
};

const DAY_MS = 86_400_000;

/** The range of days with one more end: after the beginning of a day, or before it, as upstream. */
function rangeOf(condition: Condition, known = ".."): string {
  const day = dayOf(single(condition).slice(0, 10));
  if (day === null) throw badValue(condition.key);
  const [from = "", to = ""] = known.split("..");
  const dayBefore = new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);
  return condition.operator === "is_greater_than" ? `${day}..${to}` : `${from}..${dayBefore}`;
}

function assigneesOf(condition: Condition): Assignee[] {
  if (condition.operator === "is_present") return ["anybody"];
  return condition.operator === "is_not_present" ? ["nobody"] : idsOf(condition);
}

function statusesOf({ operator, values }: Condition): ConversationStatus[] {
  const isUnknown = (value: string) =>
    value !== "all" && !CONVERSATION_STATUSES.some((known) => known === value);
  if (values.some(isUnknown)) throw badValue("status");
  const named = CONVERSATION_STATUSES.filter((status) => values.includes("all") || values.includes(status));
  if (operator === "equal_to") return named;
  return CONVERSATION_STATUSES.filter((status) => !named.includes(status));
}

function single({ key, values }: Condition): string {
  const [value = ""] = values;
  if (values.length > 1) throw badFilter(`${key} takes one value`);
  return value;
}

function idsOf({ key, values }: Condition): number[] {
  return values.map((value) => {
    const id = parseId(value);
    if (id === null) throw badValue(key);
    return id;
  });
}

function idOf(condition: Condition): number {
  single(condition);
  const [id] = idsOf(condition);
  if (id === undefined) throw badValue(condition.key);
  return id;
}
