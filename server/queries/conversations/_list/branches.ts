import type { Caller } from "@/server/contract/_shared/caller";
import type { ListGroup } from "@/server/contract/conversation/filter-group";
import type { ConversationStatus, Priority } from "@/server/domain/conversation/conversation";
import type { ConversationSort } from "./sorts";

/** Who conversations are assigned to: one of these members, or no one, or any member at all. */
export type Assigned = { ids: readonly number[]; hasNobody: boolean; hasAnybody: boolean };

/** The conditions of a list that must all hold: those of the filter and of one of its groups. Null = any. */
export type Branch = {
  lifecycle: "live" | "trashed";
  contactId: number | null;
  statuses: readonly ConversationStatus[] | null;
  /** Only those that the caller may see. */
  inboxIds: readonly number[] | null;
  /** A note has mentioned this member; 0: the caller is no member, and nothing is listed. Null = any. */
  mentionedId: number | null;
  /** A conversation passes every one. */
  assigned: readonly Assigned[];
  teamIds: readonly number[] | null;
  priorities: readonly Priority[] | null;
  /** Of each list a conversation has one label. */
  labels: readonly (readonly string[])[];
  spam: ConversationFilter["spam"];
  createdFrom: string[];
  createdBefore: string[];
  activeFrom: string[];
  activeBefore: string[];
};

/**
 * The branches of a list: a conversation is listed if it passes one of them. One per group; a group of members and of nobody
 * is two, because each has an index of its own, unless another condition or the order chooses the index.
 */
export function branchesOf(caller: Caller, filter: ConversationFilter): Branch[] {
  const groups = filter.anyOf?.length ? filter.anyOf : [{}];
  return groups.flatMap((group) => split(branchOf(caller, filter, group), filter.sort));
}

function branchOf(caller: Caller, filter: ConversationFilter, group: ListGroup): Branch {
  const { label, labels, activeFrom, activeBefore } = filter;
  return {
    lifecycle: filter.lifecycle ?? "live",
    contactId: filter.contactId ?? null,
    statuses: common(filter.status ? [filter.status] : filter.statuses, group.statuses),
    inboxIds: common(
      common(caller.inboxIds === "all" ? null : caller.inboxIds, filter.inboxId ? [filter.inboxId] : null),
      group.inboxIds,
    ),
    mentionedId: filter.mentioned === "me" ? (caller.userId ?? 0) : null,
    assigned: assignedOf(caller, filter, group),
    teamIds: common(filter.teamId ? [filter.teamId] : null, group.teamIds),
    priorities: common(filter.priority ? [filter.priority] : null, group.priorities),
    labels: [...(label ? [[label]] : labels ? [labels] : []), ...labelsOf(group)],
    spam: filter.spam,
    createdFrom: some(group.createdFrom),
    createdBefore: some(group.createdBefore),
    activeFrom: some(activeFrom?.toISOString(), group.activeFrom),
    activeBefore: some(activeBefore?.toISOString(), group.activeBefore),
  };
}

const some = <T>(...values: (T | undefined)[]): T[] => values.flatMap((value) => value ?? []);

/** The values in both, each once: every one is a run of an index. Null or undefined is any. */
function common<T>(
  some: readonly T[] | null | undefined,
  others: readonly T[] | null | undefined,
): readonly T[] | null {
  const both = some && others ? some.filter((value) => others.includes(value)) : (some ?? others);
  return both ? [...new Set(both)] : null;
}

function labelsOf({ labels = [], labelMatch }: ListGroup): string[][] {
  if (labels.length === 0) return [];
  return labelMatch === "all" ? labels.map((label) => [label]) : [labels];
}

function assignedOf({ userId }: Caller, filter: ConversationFilter, { assignees }: ListGroup): Assigned[] {
  const found: Assigned[] = [];
  const of = (ids: readonly (number | null)[]) => ids.flatMap((id) => id ?? []);
  const add = (ids: readonly (number | null)[], who: Partial<Assigned> = {}) =>
    found.push({ ids: of(ids), hasNobody: false, hasAnybody: false, ...who });
  if (filter.assignee === "me") add([userId]);
  if (filter.assignee === "unassigned") add([], { hasNobody: true });
  if (filter.assignee === "assigned") add([], { hasAnybody: true });
  if (filter.assigneeId) add([filter.assigneeId]);
  if (!assignees) return found;
  const ids = assignees.map((one) => (one === "me" ? userId : typeof one === "number" ? one : null));
  const [hasNobody, hasAnybody] = [assignees.includes("nobody"), assignees.includes("anybody")];
  if (!hasNobody || !hasAnybody) add([...new Set(ids)], { hasNobody, hasAnybody });
  return found;
}

function split(branch: Branch, sort: ConversationFilter["sort"]): Branch[] {
  const [who, ...others] = branch.assigned;
  const isMixed = who?.hasNobody && who.ids.length > 0;
  if (!isMixed || others.length > 0 || !isByAssignee(branch, sort)) return [branch];
  const of = (assigned: Partial<Assigned>): Branch => ({ ...branch, assigned: [{ ...who, ...assigned }] });
  return [of({ hasNobody: false }), of({ ids: [] })];
}

/** Whether the assignee chooses the index, and no mention, label, team, priority or other order does. */
export const isByAssignee = (
  { contactId, mentionedId, labels, teamIds, priorities }: Branch,
  sort: ConversationFilter["sort"] = "last_activity",
): boolean =>
  contactId === null &&
  mentionedId === null &&
  labels.length === 0 &&
  !teamIds &&
  !priorities &&
  sort === "last_activity";

export type ConversationFilter = {
  status?: ConversationStatus | null;
  /** Any of these; instead of `status`. */
  statuses?: readonly ConversationStatus[];
  /** Only with status resolved: without spam, or only spam. */
  spam?: "leave_out" | "only";
  lifecycle?: "live" | "trashed";
  inboxId?: number | null;
  contactId?: number | null;
  assignee?: "any" | "me" | "unassigned" | "assigned";
  /** A member; in addition to `assignee`. */
  assigneeId?: number | null;
  priority?: Priority | null;
  teamId?: number | null;
  label?: string | null;
  /** Any of these; instead of `label`. */
  labels?: readonly string[];
  /** Those in which a note has mentioned the caller. */
  mentioned?: "me" | null | undefined;
  /** Last active from this instant on. */
  activeFrom?: Date | null;
  /** Last active before this instant. */
  activeBefore?: Date | null;
  /** In addition, one of these groups of conditions; none = no condition. */
  anyOf?: readonly ListGroup[] | undefined;
  /** The order; `last_activity` by default. */
  sort?: ConversationSort;
};

/** A part of a list: after the row `after` (instant, id), `limit` rows after the first `skip` ones. */
export type Slice = { after?: readonly [at: string, id: number] | null; limit: number; skip?: number };
