import type { ContactDto } from "@/server/contract/_shared/dto";
import {
  badValue,
  type Condition,
  type CustomCondition,
  type FilterGroups,
  type FilterKeys,
  readGroups,
} from "./filter";
import { type Params, parseIso } from "./params";

const EQUAL = ["equal_to", "not_equal_to"] as const;
const TEXT = [...EQUAL, "contains", "does_not_contain"] as const;
const TIME = ["is_greater_than", "is_less_than", "days_before"] as const;

const KEYS = {
  name: TEXT,
  phone_number: [...TEXT, "starts_with"],
  email: TEXT,
  identifier: EQUAL,
  country_code: EQUAL,
  city: TEXT,
  company: TEXT,
  created_at: TIME,
  blocked: EQUAL,
  labels: [...EQUAL, "is_present", "is_not_present"],
} as const satisfies FilterKeys<string>;

type Key = keyof typeof KEYS;
type Tested = Condition<Key> | CustomCondition;

/** A unique name of a contact: an index finds it. */
export type ContactName = { identifier: string | null; email: string | null; phone: string | null };

/**
 * A group of conditions as it is answered: the contact with this name, or those found by this part of a text, or by these labels, or any;
 * then those for which every condition of `rest` holds.
 */
export type ContactSelection = {
  by: ContactName | { part: string } | { labels: string[] } | null;
  rest: Tested[];
};

/** Whether a condition names neither a field nor a type: then it is about a custom attribute, if that is defined. */
export const needsDefinitions = (params: Params): boolean =>
  (params.items("payload") ?? []).some(
    (item) => !Object.hasOwn(KEYS, item.text("attribute_key") ?? "") && !item.text("custom_attribute_type"),
  );

/**
 * The selections of a filter; a contact matches if one of them has it. As upstream, only a condition's first value counts,
 * except of `labels`. `defined`: the custom attributes of contacts.
 */
export const readContactFilter = (params: Params, defined: ReadonlySet<string>): ContactSelection[] =>
  groupsOf(params, defined).map((group) => {
    const named = group.find((tested) => nameIn(tested));
    const by = (named && nameIn(named)) ?? labelsIn(group) ?? partIn(group);
    return { by, rest: group.filter((tested) => tested !== named) };
  });

function groupsOf(params: Params, defined: ReadonlySet<string>): FilterGroups<Key> {
  const groups = readGroups(params, { keys: KEYS, customType: "contact_attribute", defined });
  for (const tested of groups.flat()) if ("key" in tested) requireValue(tested);
  return groups;
}

function requireValue({ key, operator, values: [value = ""] }: Condition<Key>): void {
  const isDays = operator === "days_before" && /^\d{1,5}$/.test(value);
  if (key === "created_at" && !isDays && (operator === "days_before" || Number.isNaN(parseIso(value))))
    throw badValue(key);
  if (key === "blocked" && value !== "true" && value !== "false") throw badValue(key);
}

/** Stored with a leading plus, which a request may leave out. */
const phoneOf = (value: string): string => `+${value.trim().replace(/^\+/, "")}`;

function nameIn(tested: Tested): ContactName | null {
  const [value] = tested.values;
  if (!("key" in tested) || tested.operator !== "equal_to" || value === undefined) return null;
  const none = { identifier: null, email: null, phone: null };
  if (tested.key === "phone_number") return { ...none, phone: phoneOf(value) };
  if (tested.key === "email") return { ...none, email: value.trim() };
  return tested.key === "identifier" ? { ...none, identifier: value } : null;
}

function labelsIn(group: readonly Tested[]): { labels: string[] } | null {
  const found = group.find(
    (tested) => "key" in tested && tested.key === "labels" && tested.operator === "equal_to",
  );
  return found ? { labels: found.values.map(labelOf) } : null;
}

const labelOf = (value: string): string => value.trim().toLowerCase();

const SEARCHED: readonly string[] = ["name", "email", "phone_number"];

function partIn(group: readonly Tested[]): { part: string } | null {
  const found = group.find(
    (tested) =>
      "key" in tested &&
      SEARCHED.includes(tested.key) &&
      ["equal_to", "contains", "starts_with"].includes(tested.operator),
  );
  const [value] = found?.values ?? [];
  return value === undefined ? null : { part: value.trim() };
}

/** Whether a contact satisfies every condition. Texts are compared in any case, as upstream. */
export const satisfies = (contact: ContactDto, rest: readonly Tested[], now: Date): boolean =>
  rest.every((tested) => holds(contact, tested, now));

function holds(contact: ContactDto, tested: Tested, now: Date): boolean {
  const { operator } = tested;
  if ("key" in tested && tested.key === "created_at") {
    const [value = ""] = tested.values;
    const at = operator === "days_before" ? startOfDay(now, Number(value)) : parseIso(value);
    return operator === "is_greater_than"
      ? Date.parse(contact.createdAt) > at
      : Date.parse(contact.createdAt) < at;
  }
  if ("key" in tested && tested.key === "labels") return hasLabels(contact, tested);
  const stored = textOf(contact, tested);
  const wanted = wantedBy(tested).toLowerCase();
  // As in SQL, a comparison with nothing fails; an absent custom attribute differs from every value.
  if (stored === null) return operator === "is_not_present" || (!("key" in tested) && isNegation(tested));
  return COMPARE[operator](stored.toLowerCase(), wanted);
}

function wantedBy(tested: Tested): string {
  const [value = ""] = tested.values;
  const isWholePhone =
    "key" in tested && tested.key === "phone_number" && tested.operator.endsWith("equal_to");
  return isWholePhone ? phoneOf(value) : value.trim();
}

function hasLabels({ labels }: ContactDto, { operator, values }: Tested): boolean {
  if (operator === "is_present" || operator === "is_not_present")
    return labels.length > 0 === (operator === "is_present");
  const hasOne = values.some((value) => labels.includes(labelOf(value)));
  return hasOne === (operator === "equal_to");
}

const isNegation = ({ operator }: Tested): boolean => operator === "not_equal_to";

const COMPARE: Readonly<Record<Tested["operator"], (stored: string, wanted: string) => boolean>> = {
  equal_to: (stored, wanted) => stored === wanted,
  not_equal_to: (stored, wanted) => stored !== wanted,
  contains: (stored, wanted) => stored.includes(wanted),
  does_not_contain: (stored, wanted) => !stored.includes(wanted),
  starts_with: (stored, wanted) => stored.startsWith(`+${wanted.replace(/^\+/, "")}`),
  is_present: () => true,
  is_not_present: () => false,
  // Operators of times only.
  is_greater_than: () => false,
  is_less_than: () => false,
  days_before: () => false,
};

function textOf(contact: ContactDto, tested: Tested): string | null {
  if ("attribute" in tested) return scalar(contact.customAttributes, tested.attribute);
  if (tested.key === "phone_number") return contact.phone;
  if (tested.key === "blocked") return String(contact.isBlocked);
  if (tested.key === "name" || tested.key === "email" || tested.key === "identifier")
    return contact[tested.key];
  return scalar(contact.additionalAttributes, tested.key);
}

function scalar(attributes: ContactDto["customAttributes"], name: string): string | null {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : null;
  return value === null || value === undefined || typeof value === "object" ? null : String(value);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Midnight, UTC, so many days before today. */
const startOfDay = (now: Date, days: number): number => (Math.floor(now.getTime() / DAY_MS) - days) * DAY_MS;
