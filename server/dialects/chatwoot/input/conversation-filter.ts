import { CONVERSATION_STATUSES, PRIORITIES } from "@/server/contract/conversation/constants";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";
import {
  badFilter,
  badValue,
  type Condition,
  type FilterGroups,
  type FilterKeys,
  readGroups,
} from "./filter";
import { type Params, parseId } from "./params";

const EQUAL = ["equal_to"] as const;

const KEYS = {
  status: ["equal_to", "not_equal_to"],
  assignee_id: ["equal_to", "is_present", "is_not_present"],
  inbox_id: EQUAL,
  team_id: EQUAL,
  contact_id: EQUAL,
  priority: EQUAL,
  display_id: EQUAL,
  labels: EQUAL,
} as const satisfies FilterKeys<string>;

type Key = keyof typeof KEYS;

/** Keys whose condition takes several values: any of them matches. */
const MANY: readonly Key[] = ["status", "labels"];

/** A conversation by its number, or a list's filter. */
export type WantedConversations = { displayId: number } | { filter: ConversationFilter };

/**
 * The filter of a request, as a list's. Each key has an index, so keys are joined by AND; OR joins values of `status` or
 * of `labels` only. Refuses other filters in upstream's words.
 */
export function readConversationFilter(params: Params): WantedConversations {
  const groups = readGroups(params, { keys: KEYS, customType: "conversation_attribute" });
  const conditions = groups.length === 1 ? (groups[0] ?? []) : joined(groups);
  const filter: ConversationFilter = {};
  const named = new Set<Key>();
  for (const condition of conditions) {
    if (!("key" in condition)) throw badFilter("Custom attributes cannot be filtered by");
    if (named.has(condition.key)) throw badFilter(`${condition.key} is there twice`);
    named.add(condition.key);
    if (condition.key === "display_id") {
      if (conditions.length > 1) throw badFilter("display_id cannot be joined with other conditions");
      return { displayId: idOf(condition) };
    }
    Object.assign(filter, READ[condition.key](condition));
  }
  return { filter };
}

/** One condition for alternatives that are values of the same key. */
function joined(groups: FilterGroups<Key>): Condition<Key>[] {
  const [first] = groups[0] ?? [];
  const alternatives = groups.map((group) => {
    const [only] = group;
    const isAlike =
      group.length === 1 &&
      only !== undefined &&
      first !== undefined &&
      "key" in only &&
      "key" in first &&
      only.key === first.key &&
      only.operator === "equal_to" &&
      MANY.includes(only.key);
    if (!isAlike) throw badFilter('Only values of status, or of labels, can be joined by "OR".');
    return only;
  });
  const [one] = alternatives;
  return one ? [{ ...one, values: alternatives.flatMap(({ values }) => values) }] : [];
}

const READ: Readonly<Record<Exclude<Key, "display_id">, (condition: Condition) => ConversationFilter>> = {
  status: (condition) => ({ statuses: statusesOf(condition) }),
  assignee_id: (condition) => {
    if (condition.operator === "is_present") return { assignee: "assigned" };
    return condition.operator === "is_not_present"
      ? { assignee: "unassigned" }
      : { assigneeId: idOf(condition) };
  },
  inbox_id: (condition) => ({ inboxId: idOf(condition) }),
  team_id: (condition) => ({ teamId: idOf(condition) }),
  contact_id: (condition) => ({ contactId: idOf(condition) }),
  priority: (condition) => {
    const priority = PRIORITIES.find((known) => known === single(condition));
    if (!priority) throw badValue("priority");
    return { priority };
  },
  labels: ({ values }) => ({ labels: [...new Set(values.map((label) => label.trim().toLowerCase()))] }),
};

function statusesOf({ operator, values }: Condition): readonly ConversationStatus[] {
  const isUnknown = (value: string) =>
    value !== "all" && !CONVERSATION_STATUSES.some((known) => known === value);
  if (values.some(isUnknown)) throw badValue("status");
  const named = CONVERSATION_STATUSES.filter((status) => values.includes("all") || values.includes(status));
  return operator === "equal_to" ? named : CONVERSATION_STATUSES.filter((status) => !named.includes(status));
}

function single({ key, values }: Condition): string {
  const [value = ""] = values;
  if (values.length > 1) throw badFilter(`${key} takes one value`);
  return value;
}

function idOf(condition: Condition): number {
  const id = parseId(single(condition));
  if (id === null) throw badValue(condition.key);
  return id;
}
