import { CONVERSATION_STATUSES, PRIORITIES } from "@/server/contract/conversation/constants";
import { isDayRange } from "@/server/contract/conversation/day-range";
import {
  type Assignee,
  FILTER_GROUPS_MAX,
  type SavedGroup,
} from "@/server/contract/conversation/filter-group";

/** How the URL names the fields of a group. A label is escaped, so that it may contain any character. */
export type GroupKey =
  | "status"
  | "inbox"
  | "assignee"
  | "team"
  | "priority"
  | "labels"
  | "alllabels"
  | "created"
  | "active";

const NAMES: Readonly<Record<Extract<Assignee, string>, string>> = {
  me: "me",
  nobody: "none",
  anybody: "anyone",
};

const escapeLabel = (label: string): string => label.replace(/[%,\s:]/g, encodeURIComponent);

/** The fields of a group as texts, in a fixed order. */
export function textsOf(group: SavedGroup): [GroupKey, string][] {
  const { labels, labelMatch, assignees } = group;
  const isAll = labelMatch === "all" && labels !== undefined && labels.length > 1;
  const lists: [GroupKey, readonly (string | number)[] | undefined][] = [
    ["status", group.statuses],
    ["inbox", group.inboxIds],
    ["assignee", assignees?.map((one) => (typeof one === "number" ? one : NAMES[one]))],
    ["team", group.teamIds],
    ["priority", group.priorities],
    [isAll ? "alllabels" : "labels", labels?.map(escapeLabel)],
    ["created", group.created === undefined ? undefined : [group.created]],
    ["active", group.active === undefined ? undefined : [group.active]],
  ];
  return lists.flatMap(([key, values]) => (values?.length ? [[key, values.join(",")]] : []));
}

/** The group of texts by field; invalid values are left out. */
export function groupOf(textOf: (key: GroupKey) => string | null | undefined): SavedGroup {
  const list = (key: GroupKey) => [...new Set(textOf(key)?.split(",") ?? [])];
  const known = <T extends string>(key: GroupKey, all: readonly T[]) =>
    all.filter((one) => list(key).includes(one));
  const ids = (key: GroupKey) => list(key).flatMap((text) => idOf(text) ?? []);
  const [all, any] = [list("alllabels"), list("labels")].map((labels) => labels.flatMap(unescapeLabel));
  const labels = all?.length ? all : (any ?? []);
  const range = (key: GroupKey) => [textOf(key)].filter((text) => text && isDayRange(text));
  const values = {
    statuses: known("status", CONVERSATION_STATUSES),
    inboxIds: ids("inbox"),
    assignees: list("assignee").flatMap((text): Assignee[] => {
      const named = (["me", "nobody", "anybody"] as const).find((one) => NAMES[one] === text);
      const id = idOf(text);
      return named ? [named] : id === null ? [] : [id];
    }),
    teamIds: ids("team"),
    priorities: known("priority", PRIORITIES),
    labels,
  };
  const group: SavedGroup = Object.fromEntries(Object.entries(values).filter(([, some]) => some.length > 0));
  const [created, active] = [range("created")[0], range("active")[0]];
  return {
    ...group,
    ...(all?.length && labels.length > 1 ? { labelMatch: "all" } : {}),
    ...(created && { created }),
    ...(active && { active }),
  };
}

function unescapeLabel(text: string): string[] {
  try {
    return text === "" ? [] : [decodeURIComponent(text)];
  } catch {
    return []; // not one of our links
  }
}

/** `status:open,pending priority:urgent or assignee:none` */
export const groupsText = (groups: readonly SavedGroup[]): string =>
  groups
    .map((group) =>
      textsOf(group)
        .map(([key, text]) => `${key}:${text}`)
        .join(" "),
    )
    .join(" or ");

/** The groups of such a text; one without a known condition is left out. */
export const parseGroups = (text: string): SavedGroup[] =>
  text
    .split(" or ")
    .slice(0, FILTER_GROUPS_MAX)
    .map((part) => {
      const fields = new Map(part.split(" ").map((field) => splitOnce(field, ":")));
      return groupOf((key) => fields.get(key));
    })
    .filter((group) => Object.keys(group).length > 0);

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** A positive whole number; else null. */
export function idOf(text: string | null | undefined): number | null {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}
