import type { ConversationDto } from "@/server/contract/_shared/dto";
import { isInGroup, type ListGroup } from "./filter-group";

/** By last activity or creation, newest first; or by waiting time, longest first, then those that do not wait. */
export const CONVERSATION_SORTS = ["last_activity", "created_at", "waiting_since"] as const;

/** Which conversations a list shows. Null = any. */
export type ViewFilter = {
  status: ConversationDto["status"] | null;
  assignee: "any" | "me" | "unassigned" | "assigned";
  inboxId: number | null;
  label: string | null;
  /** A certain member, independent of the caller. */
  assigneeId: number | null;
  priority: ConversationDto["priority"];
  teamId: number | null;
  lifecycle: "live" | "trashed";
  /** Those in which a note has mentioned the member who reads; null and absent = any. */
  mentioned?: "me" | null | undefined;
  /** In addition, one of these groups of conditions; none = no condition. */
  anyOf?: ListGroup[] | undefined;
};

/** All live conversations. */
export const ANY_VIEW: ViewFilter = {
  status: null,
  assignee: "any",
  inboxId: null,
  label: null,
  assigneeId: null,
  priority: null,
  teamId: null,
  lifecycle: "live",
};

/** The fields of a conversation that decide whether it is in a view, and that change with an event of the conversation. */
export const VIEW_FIELDS = [
  "status",
  "lifecycle",
  "assigneeId",
  "inboxId",
  "labels",
  "priority",
  "teamId",
] as const;
export type ViewFields = Pick<
  ConversationDto,
  (typeof VIEW_FIELDS)[number] | "createdAt" | "lastActivityAt" | "mentionedIds"
>;

/**
 * Whether a conversation is in a view of the member `userId`: the rule of the list's query without a database, for the
 * live stream and the screens.
 */
export function isInView(conversation: ViewFields, view: ViewFilter, userId: number | null): boolean {
  const { status, lifecycle, assigneeId, inboxId, labels, priority, teamId } = conversation;
  if (lifecycle !== view.lifecycle) return false;
  if (view.status !== null && status !== view.status) return false;
  if (view.inboxId !== null && inboxId !== view.inboxId) return false;
  if (view.assignee === "me" && assigneeId !== userId) return false;
  if (view.assignee === "unassigned" && assigneeId !== null) return false;
  if (view.assignee === "assigned" && assigneeId === null) return false;
  if (view.assigneeId !== null && assigneeId !== view.assigneeId) return false;
  if (view.teamId !== null && teamId !== view.teamId) return false;
  if (view.priority !== null && priority !== view.priority) return false;
  if (view.mentioned === "me" && !(userId !== null && conversation.mentionedIds?.includes(userId)))
    return false;
  if (view.label !== null && !labels.includes(view.label)) return false;
  return !view.anyOf?.length || view.anyOf.some((group) => isInGroup(conversation, group, userId));
}

/** Whether a view lists other conversations to each member. */
export const dependsOnReader = ({ assignee, mentioned, anyOf = [] }: ViewFilter): boolean =>
  assignee === "me" || mentioned === "me" || anyOf.some(({ assignees }) => assignees?.includes("me"));

/** The view without conditions on the last activity, which every message changes. */
export const anyActivity = (view: ViewFilter): ViewFilter =>
  view.anyOf?.length
    ? { ...view, anyOf: view.anyOf.map(({ activeFrom: _, activeBefore: __, ...group }) => group) }
    : view;
