import type { ListGroup } from "@/server/contract/conversation/filter-group";
import type { ConversationStatus, Priority } from "@/server/domain/conversation/conversation";
import type { ConversationSort } from "./sorts";

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
