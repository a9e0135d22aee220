import type { ConversationDto } from "@/server/contract/_shared/dto";

/** The most groups of a filter, and the most values of one condition: each may cost a run of an index. */
export const FILTER_GROUPS_MAX = 10;
export const FILTER_VALUES_MAX = 50;

/** Assignees that are no ids. */
export const ASSIGNEES = ["me", "nobody", "anybody"] as const;

export type Assignee = (typeof ASSIGNEES)[number] | number;

type Values = {
  statuses?: ConversationDto["status"][] | undefined;
  inboxIds?: number[] | undefined;
  assignees?: Assignee[] | undefined;
  teamIds?: number[] | undefined;
  priorities?: NonNullable<ConversationDto["priority"]>[] | undefined;
  labels?: string[] | undefined;
  labelMatch?: "any" | "all" | undefined;
};

/** Conditions that a conversation must all meet, with instants; absent = any. The schemas explain them (`listGroup`). */
export type ListGroup = Values & {
  createdFrom?: string | undefined;
  createdBefore?: string | undefined;
  activeFrom?: string | undefined;
  activeBefore?: string | undefined;
};

/** The same with ranges of days. */
export type SavedGroup = Values & { created?: string | undefined; active?: string | undefined };

/** The fields of a conversation that decide whether it meets a group. */
type GroupFields = Pick<
  ConversationDto,
  "status" | "inboxId" | "assigneeId" | "teamId" | "priority" | "labels" | "createdAt" | "lastActivityAt"
>;

/** Whether a conversation meets every condition of a group: the rule of the list's query without a database. */
export function isInGroup(conversation: GroupFields, group: ListGroup, userId: number | null): boolean {
  const { status, inboxId, assigneeId, teamId, priority, labels } = conversation;
  return (
    isOneOf(group.statuses, status) &&
    isOneOf(group.inboxIds, inboxId) &&
    isOneOf(group.teamIds, teamId) &&
    isOneOf(group.priorities, priority) &&
    isWithin(conversation.createdAt, group.createdFrom, group.createdBefore) &&
    isWithin(conversation.lastActivityAt, group.activeFrom, group.activeBefore) &&
    isAssigned(group.assignees, assigneeId, userId) &&
    isLabelled(group, labels)
  );
}

const isOneOf = <T>(wanted: readonly T[] | undefined, value: T | null): boolean =>
  wanted === undefined || (value !== null && wanted.includes(value));

const isWithin = (at: string, from: string | undefined, before: string | undefined): boolean =>
  (from === undefined || Date.parse(at) >= Date.parse(from)) &&
  (before === undefined || Date.parse(at) < Date.parse(before));

const isAssigned = (
  wanted: readonly Assignee[] | undefined,
  assigneeId: number | null,
  userId: number | null,
): boolean =>
  wanted === undefined ||
  wanted.some((one) => {
    if (one === "nobody") return assigneeId === null;
    return assigneeId !== null && (one === "anybody" || assigneeId === (one === "me" ? userId : one));
  });

function isLabelled({ labels: wanted, labelMatch }: ListGroup, labels: readonly string[]): boolean {
  if (wanted === undefined) return true;
  const has = (label: string) => labels.includes(label);
  return labelMatch === "all" ? wanted.every(has) : wanted.some(has);
}
