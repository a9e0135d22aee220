import { idOf } from "@/app/_shared/view/group-text";
import { NOBODY, type SearchFilters, type SearchState } from "@/app/_shell/search/search-state";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import { dayOf } from "@/server/contract/conversation/day-range";

type Named = { id: number; name: string };
/** What operators may name. */
export type Names = { inboxes: readonly Named[]; members: readonly Named[]; contacts: readonly Named[] };

/** `name:value`; a value with blanks is in quotes, as keyboards type them. Also with the colon of Chinese keyboards. */
const OPERATOR = /(?<=^|\s)([a-z]+)[:：](?:["“”]([^"“”]*)["“”]|(\S+))(?=\s|$)/giu;

type Reader = (value: string, names: Names) => Partial<SearchFilters> | null;

/** What each operator sets; null when its value is not one. */
const OPERATORS: Readonly<Record<string, Reader>> = {
  status: (value) =>
    found(
      "status",
      CONVERSATION_STATUSES.find((status) => status === value.toLowerCase()),
    ),
  inbox: (value, { inboxes }) => found("inboxId", named(inboxes, value)),
  assignee: (value, { members }) => {
    if (value.toLowerCase() === "me") return { assignee: "me", assigneeId: null };
    if (value.toLowerCase() === NOBODY) return { assignee: "unassigned", assigneeId: null };
    const assigneeId = named(members, value);
    return assigneeId === undefined ? null : { assignee: "any", assigneeId };
  },
  contact: (value, { contacts }) => found("contactId", named(contacts, value) ?? idOf(value)),
  label: (value) => found("label", value.trim().toLowerCase()),
  from: (value) => found("from", dayOf(value)),
  to: (value) => found("to", dayOf(value)),
  has: (value) => (/^files?$/i.test(value) ? { hasFiles: true } : null),
};

/** The operators in a text as filters, and the other words. An unknown operator, or value, is words. */
export function readOperators(
  text: string,
  names: Names,
): { words: string; filters: Partial<SearchFilters> } {
  let filters: Partial<SearchFilters> = {};
  const words = text.replace(OPERATOR, (whole, name: string, quoted?: string, plain?: string) => {
    const read = Object.hasOwn(OPERATORS, name.toLowerCase()) ? OPERATORS[name.toLowerCase()] : undefined;
    const set = read?.(quoted ?? plain ?? "", names) ?? null;
    if (set === null) return whole;
    filters = { ...filters, ...set };
    return " ";
  });
  return { words: words.replace(/\s+/g, " ").trim(), filters };
}

/** A search whose words may contain operators, such as one from a link. */
export function withOperators(search: SearchState, names: Names): SearchState {
  const { words, filters } = readOperators(search.words, names);
  return { ...search, ...filters, words };
}

/** Whether a text has something like an operator. */
export const mayHaveOperator = (text: string): boolean => text.search(OPERATOR) >= 0;

/** The name in an operator `contact:`, which must be looked up; null when there is none. */
export function contactNameIn(text: string): string | null {
  for (const [, name, quoted, plain] of text.matchAll(OPERATOR)) {
    const value = (quoted ?? plain ?? "").trim();
    if (name?.toLowerCase() === "contact" && value !== "" && idOf(value) === null) return value;
  }
  return null;
}

/** A filter with this value, or null when there is none. */
const found = <K extends keyof SearchFilters>(
  name: K,
  value: SearchFilters[K] | "" | undefined,
): Partial<SearchFilters> | null => (value ? { [name]: value } : null);

/** The id of what has this name in any case, or this id. */
const named = (all: readonly Named[], value: string): number | undefined =>
  (
    all.find(({ name }) => name.trim().toLowerCase() === value.trim().toLowerCase()) ??
    all.find(({ id }) => id === idOf(value))
  )?.id;
