import { CONVERSATION_STATUSES, PRIORITIES } from "@/server/contract/conversation/constants";
import type { SavedGroup } from "@/server/contract/conversation/filter-group";

/** The fields that a list is filtered by, as they are offered. */
export const FILTER_FIELDS = [
  "status",
  "assignee",
  "inbox",
  "team",
  "priority",
  "label",
  "active",
  "created",
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];
/** Those of several values. */
export type ListField = Exclude<FilterField, "active" | "created">;
export type FilterValue = string | number;

const KEYS = {
  status: "statuses",
  assignee: "assignees",
  inbox: "inboxIds",
  team: "teamIds",
  priority: "priorities",
  label: "labels",
} as const satisfies Record<ListField, keyof SavedGroup>;

export const isListField = (field: FilterField): field is ListField => Object.hasOwn(KEYS, field);

/** The values of a field in a group; none = any. */
export function valuesIn(group: SavedGroup, field: FilterField): readonly FilterValue[] {
  if (isListField(field)) return group[KEYS[field]] ?? [];
  const range = group[field];
  return range === undefined ? [] : [range];
}

/** The group with one more or one less value of a field. */
export function toggleValue(group: SavedGroup, field: ListField, value: FilterValue): SavedGroup {
  const known = valuesIn(group, field);
  const next = known.includes(value) ? known.filter((one) => one !== value) : [...known, value];
  const changed = withoutField(group, field);
  if (next.length === 0) return changed;
  const match = field === "label" && next.length > 1 && group.labelMatch;
  // The values of a field's options are of its type.
  return { ...changed, [KEYS[field]]: next.sort(byOrder), ...(match && { labelMatch: match }) };
}

/** The group without conditions on a field. */
export function withoutField(group: SavedGroup, field: FilterField): SavedGroup {
  const { [isListField(field) ? KEYS[field] : field]: _, ...rest } = group;
  if (field !== "label") return rest;
  const { labelMatch: __, ...others } = rest;
  return others;
}

const ORDER: readonly FilterValue[] = [...CONVERSATION_STATUSES, ...PRIORITIES];

/** A fixed order, so that the same choice is the same link. */
function byOrder(a: FilterValue, b: FilterValue): number {
  if (typeof a === "number" || typeof b === "number")
    return typeof a === typeof b ? Number(a) - Number(b) : typeof a === "number" ? 1 : -1;
  return ORDER.indexOf(a) - ORDER.indexOf(b) || a.localeCompare(b, "en");
}
