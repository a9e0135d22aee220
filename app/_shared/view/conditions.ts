import type { ConversationDto } from "@/server/contract/_shared/dto";
import { instantsOf, parseDayRange } from "@/server/contract/conversation/day-range";
import type { Assignee, ListGroup, SavedGroup } from "@/server/contract/conversation/filter-group";

export const SCOPES = ["mine", "unassigned", "mentioned", "all"] as const;
/** Which conversations a view lists; trashed ones are in no other scope. */
export type Scope = (typeof SCOPES)[number] | "trash";
export type ConversationStatus = ConversationDto["status"];
export type Priority = NonNullable<ConversationDto["priority"]>;

/** What a view lists: conditions that it has in common, and its groups. */
export type Conditions = {
  scope: Scope;
  /** Null = any. */
  status: ConversationStatus | null;
  inboxId: number | null;
  /** A member by id; only in the scope of all conversations. */
  assigneeId: number | null;
  priority: Priority | null;
  teamId: number | null;
  label: string | null;
  /** In addition, one of these groups of conditions; none = no condition. */
  groups: readonly SavedGroup[];
};

/** Whether a list can be saved as a view: saved views are of neither the trash nor mentions. */
export const isSavable = ({ scope }: Pick<Conditions, "scope">): boolean =>
  scope !== "trash" && scope !== "mentioned";

/** What every conversation of a scope meets. */
export const NO_CONDITIONS: Omit<Conditions, "scope"> = {
  status: null,
  inboxId: null,
  assigneeId: null,
  priority: null,
  teamId: null,
  label: null,
  groups: [],
};

const SCOPE_ASSIGNEE = { mine: "me", unassigned: "nobody", mentioned: null, all: null, trash: null } as const;

/** The groups of a view with the conditions that it has in common; a view without groups is one group. */
export function groupsOf(view: Conditions): SavedGroup[] {
  const who: Assignee | null = view.assigneeId ?? SCOPE_ASSIGNEE[view.scope];
  const common: SavedGroup = {
    ...(view.status && { statuses: [view.status] }),
    ...(view.inboxId && { inboxIds: [view.inboxId] }),
    ...(who && { assignees: [who] }),
    ...(view.teamId && { teamIds: [view.teamId] }),
    ...(view.priority && { priorities: [view.priority] }),
    ...(view.label && { labels: [view.label] }),
  };
  return view.groups.length === 0 ? [common] : view.groups.map((group) => ({ ...group, ...common }));
}

/** The view with these conditions instead of its own. Those of one group that have one value are the view's. */
export function withGroups<V extends Conditions>(view: V, groups: readonly SavedGroup[]): V {
  const scope = view.scope === "trash" || view.scope === "mentioned" ? view.scope : "all";
  const kept = groups.filter((group) => Object.keys(group).length > 0);
  const isAny = kept.length < groups.length; // an empty group: everything
  return canonical({ ...view, ...NO_CONDITIONS, scope, groups: isAny ? [] : kept });
}

/** A single group's conditions with one value as the view's own, so that equal views have equal links. */
export function canonical<V extends Conditions>(view: V): V {
  const [group, ...others] = view.groups;
  if (!group || others.length > 0) return view;
  const rest: SavedGroup = { ...group };
  const own: Partial<Conditions> = {};
  const take = <K extends "status" | "inboxId" | "priority" | "teamId" | "label">(
    field: K,
    from: "statuses" | "inboxIds" | "priorities" | "teamIds" | "labels",
  ) => {
    const values = rest[from];
    if (view[field] !== null || values?.length !== 1) return;
    own[field] = values[0] as Conditions[K]; // the two lists of names above belong together
    delete rest[from];
  };
  take("status", "statuses");
  take("inboxId", "inboxIds");
  take("priority", "priorities");
  take("teamId", "teamIds");
  take("label", "labels");
  if ((rest.labels?.length ?? 0) < 2) delete rest.labelMatch;
  const [who] = rest.assignees?.length === 1 ? rest.assignees : [];
  if (who !== undefined && who !== "anybody" && view.scope === "all" && view.assigneeId === null) {
    if (typeof who === "number") own.assigneeId = who;
    else own.scope = who === "me" ? "mine" : "unassigned";
    delete rest.assignees;
  }
  return { ...view, ...own, groups: Object.keys(rest).length > 0 ? [rest] : [] };
}

/** Whether a view has conditions on days, which only the reader's browser can turn into instants. */
export const hasDays = ({ groups }: Pick<Conditions, "groups">): boolean =>
  groups.some(({ created, active }) => created ?? active);

/** The groups of a list's query, with instants of the reader's calendar. */
export const listGroupsOf = (groups: readonly SavedGroup[], now = new Date()): ListGroup[] =>
  groups.map(({ created, active, ...group }) => {
    const [made, last] = [created, active].map((text) => {
      const range = text === undefined ? null : parseDayRange(text);
      return range ? instantsOf(range, now) : { from: null, before: null };
    });
    return {
      ...group,
      ...(made?.from && { createdFrom: made.from }),
      ...(made?.before && { createdBefore: made.before }),
      ...(last?.from && { activeFrom: last.from }),
      ...(last?.before && { activeBefore: last.before }),
    };
  });
