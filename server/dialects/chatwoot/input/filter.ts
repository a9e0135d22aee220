import { Refusal } from "@/server/contract/_shared/refusal";
import type { Params } from "./params";

/** One condition of a filter. `values` is empty for the operators that take none. */
export type Condition<Key extends string = string> = {
  key: Key;
  operator: FilterOperator;
  values: string[];
};

/** A custom attribute's condition: its `key` is the attribute's name. */
export type CustomCondition = Omit<Condition, "key"> & { attribute: string };

/** A filter: any of these groups, of which every condition holds. AND binds closer than OR, as upstream. */
export type FilterGroups<Key extends string> = (Condition<Key> | CustomCondition)[][];

const OPERATORS = [
  "equal_to",
  "not_equal_to",
  "contains",
  "does_not_contain",
  "starts_with",
  "is_present",
  "is_not_present",
  "is_greater_than",
  "is_less_than",
  "days_before",
] as const;
export type FilterOperator = (typeof OPERATORS)[number];

/** The keys of a filter, with the operators of each. */
export type FilterKeys<Key extends string> = Readonly<Record<Key, readonly FilterOperator[]>>;

/** The most conditions of one filter: each may cost a look-up. */
const CONDITIONS_MAX = 50;
const VALUES_MAX = 100;
const VALUE_CHARS_MAX = 1_000;
const ATTRIBUTE_CHARS_MAX = 255;

const CUSTOM_OPERATORS: readonly FilterOperator[] = [
  "equal_to",
  "not_equal_to",
  "contains",
  "does_not_contain",
  "is_present",
  "is_not_present",
];

/** The refusal of a filter, in upstream's words: 422 with `{error}`. */
export const badFilter = (detail: string): Refusal =>
  new Refusal("input.invalid", { field: "payload", detail });

export const badValue = (key: string): Refusal =>
  badFilter(`Invalid value. The values provided for ${key} are invalid`);

type Rules<Key extends string> = {
  keys: FilterKeys<Key>;
  /** The `custom_attribute_type` of a custom attribute's condition. */
  customType: "contact_attribute" | "conversation_attribute";
  /** The custom attributes that the account has defined: their conditions may leave out the type. */
  defined?: ReadonlySet<string>;
};

/**
 * The filter in `payload`; without conditions one group that everything satisfies. A custom attribute is recognised by its
 * `custom_attribute_type`, or by its definition. Refuses an unknown key, operator or conjunction.
 */
export function readGroups<Key extends string>(params: Params, rules: Rules<Key>): FilterGroups<Key> {
  const items = params.items("payload") ?? [];
  if (items.length > CONDITIONS_MAX) throw badFilter(`A filter has at most ${CONDITIONS_MAX} conditions`);
  const groups: FilterGroups<Key> = [[]];
  items.forEach((item, at) => {
    groups.at(-1)?.push(readCondition(item, rules));
    const isLast = at === items.length - 1;
    if (!isLast && conjunctionOf(item) === "OR") groups.push([]);
  });
  return groups;
}

/** The operator between a condition and the next one. */
function conjunctionOf(item: Params): "AND" | "OR" {
  const text = item.text("query_operator")?.toUpperCase();
  if (text !== "AND" && text !== "OR") throw badFilter('Query operator must be either "AND" or "OR".');
  return text;
}

function readCondition<Key extends string>(
  item: Params,
  { keys, customType, defined }: Rules<Key>,
): Condition<Key> | CustomCondition {
  const name = item.text("attribute_key", ATTRIBUTE_CHARS_MAX) ?? "";
  if (isKeyOf(keys, name)) return { key: name, ...readComparison(item, name, keys[name]) };
  const type = item.text("custom_attribute_type");
  if (name && (type === customType || (!type && defined?.has(name))))
    return { attribute: name, ...readComparison(item, name, CUSTOM_OPERATORS) };
  const allowed = Object.keys(keys).join(",");
  throw badFilter(
    `Invalid attribute key - [${name}]. The key should be one of [${allowed}] or a custom attribute defined in the account.`,
  );
}

const isKeyOf = <Key extends string>(keys: FilterKeys<Key>, name: string): name is Key =>
  Object.hasOwn(keys, name);

function readComparison(item: Params, name: string, allowed: readonly FilterOperator[]) {
  const operator = OPERATORS.find((known) => known === item.text("filter_operator"));
  if (!operator || !allowed.includes(operator))
    throw badFilter(`Invalid operator. The allowed operators for ${name} are [${allowed.join(",")}].`);
  if (operator === "is_present" || operator === "is_not_present") return { operator, values: [] };
  const values = item.list("values", VALUE_CHARS_MAX) ?? [];
  if (values.length === 0 || values.length > VALUES_MAX) throw badValue(name);
  return { operator, values };
}
