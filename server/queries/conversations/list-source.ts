import type { Caller } from "@/server/contract/_shared/caller";
import type { CONVERSATION_SORTS } from "@/server/contract/conversation/view";
import {
  CONVERSATION_STATUSES,
  type ConversationStatus,
  type Priority,
} from "@/server/domain/conversation/conversation";
import { SPAM } from "@/server/domain/inbox/policy";

/** By last activity or creation, newest first or, for dialects, oldest first; or by waiting, longest first, then those that do not wait. */
export type ConversationSort = (typeof CONVERSATION_SORTS)[number] | "last_activity_asc" | "created_at_asc";

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
  /** The order; `last_activity` by default. */
  sort?: ConversationSort;
};

/** `waitingSince` of a conversation that does not wait, as in the index. */
const NEVER = "9999-12-31T23:59:59.999Z";

type Sort = { key: string; direction: "asc" | "desc"; at(row: SortedBy): string };
type SortedBy = { lastActivityAt: string; createdAt: string; waitingSince: string | null };

const SORTS: Readonly<Record<ConversationSort, Sort>> = {
  last_activity: { key: "c.last_activity_at", direction: "desc", at: (row) => row.lastActivityAt },
  created_at: { key: "c.created_at", direction: "desc", at: (row) => row.createdAt },
  // The same indexes, read backwards.
  last_activity_asc: { key: "c.last_activity_at", direction: "asc", at: (row) => row.lastActivityAt },
  created_at_asc: { key: "c.created_at", direction: "asc", at: (row) => row.createdAt },
  waiting_since: {
    // Not `coalesce`, which would keep Postgres from using the index under row-level security.
    key: "case when c.waiting_since is null then timestamptz '9999-12-31 23:59:59.999+00' else c.waiting_since end",
    direction: "asc",
    at: (row) => row.waitingSince ?? NEVER,
  },
};

/** The sort's own order of conversations `c`, as SQL. */
export function orderOf({ sort = "last_activity" }: Pick<ConversationFilter, "sort">): string {
  const { key, direction } = SORTS[sort];
  return `${key} ${direction}, c.id ${direction}`;
}

/** A conversation's position in the sort, as keyset cursors contain it. */
export const placeOf = (
  { sort = "last_activity" }: Pick<ConversationFilter, "sort">,
  row: SortedBy & { id: number },
): [at: string, id: number] => [SORTS[sort].at(row), row.id];

/** A part of a list: after the row `after` (instant, id), `limit` rows after the first `skip` ones. */
export type Slice = { after?: readonly [at: string, id: number] | null; limit: number; skip?: number };

/**
 * The ids and instants (`at`) of one slice of a filtered list, in its order, as a derived table with its values ($1 =
 * account). Every run of the right index is read in its order up to the end of the slice, then the runs are
 * merged: rows read ≤ slice × runs, whatever the size of the tables. Runs: requested statuses × requested inboxes
 * × labels. Each kind of filter has one index:
 * - everything an administrator sees: conversation_by_status (a run per status)
 * - inboxes: conversation_by_inbox
 * - mine, a member's: conversation_of_assignee; assigned: conversation_of_anybody; unassigned: conversation_of_nobody
 * - labels: conversation_label_list; the assignee is then a condition on rows of that index
 * - a team: conversation_of_team; else a priority: conversation_of_priority; the other conditions apply to its rows
 * - a contact: conversation_by_contact, all of the contact's own conversations
 * - another sort: conversation_by_created, conversation_by_waiting (a run per inbox and status); the assignee is then a
 *   condition on entries of that index, a label on its rows
 */
export function sourceOf(
  caller: Caller,
  filter: ConversationFilter,
  slice: Slice,
): { sql: string; values: unknown[] } {
  const values: unknown[] = [caller.accountId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const labels = labelsOf(filter);
  const { sort = "last_activity" } = filter;
  const { key, direction } = SORTS[sort];
  const hasGroup = filter.teamId || filter.priority;
  const isByLabel = labels && !filter.contactId && !hasGroup && !filter.spam && sort === "last_activity";
  const table = isByLabel ? LABELLED : PLAIN;
  const { id } = table;

  const where = [`c.account_id = $1`, `c.lifecycle = ${bind(filter.lifecycle ?? "live")}`];
  const runs: string[] = [];
  if (filter.contactId) where.push(`c.contact_id = ${bind(filter.contactId)}`);
  const statuses = filter.status ? [filter.status] : filter.statuses;
  if (statuses || !filter.contactId) {
    runs.push(`unnest(${bind(statuses ?? CONVERSATION_STATUSES)}::text[]) as s (status)`);
    where.push("c.status = s.status");
  }
  const inboxIds = inboxesOf(caller, filter);
  if (inboxIds !== "all") {
    runs.push(`unnest(${bind(inboxIds)}::bigint[]) as i (id)`);
    where.push("c.inbox_id = i.id");
  } else if (!filter.contactId && (labels || hasGroup || hasAssignee(filter) || sort !== "last_activity")) {
    runs.push("(select id from inbox where account_id = $1) as i (id)");
    where.push("c.inbox_id = i.id");
  }
  if (labels && table === PLAIN) where.push(`c.labels && ${bind(labels)}::text[]`);
  else if (labels) {
    runs.push(`unnest(${bind(labels)}::text[]) as l (label)`);
    where.push("c.label = l.label");
  }
  if (filter.spam) where.push(spamCondition(filter.spam, bind(SPAM)));
  if (filter.assignee === "me") where.push(`c.assignee_id = ${bind(caller.userId)}`);
  if (filter.assigneeId) where.push(`c.assignee_id = ${bind(filter.assigneeId)}`);
  if (filter.teamId) where.push(`c.team_id = ${bind(filter.teamId)}`);
  if (filter.priority) where.push(`c.priority = ${bind(filter.priority)}`);
  if (filter.assignee === "unassigned") where.push("c.assignee_id is null");
  if (filter.assignee === "assigned") where.push("c.assignee_id is not null");
  if (filter.activeFrom)
    where.push(`c.last_activity_at >= ${bind(filter.activeFrom.toISOString())}::timestamptz`);
  if (filter.activeBefore)
    where.push(`c.last_activity_at < ${bind(filter.activeBefore.toISOString())}::timestamptz`);
  if (slice.after) {
    const [at, last] = slice.after;
    const beyond = direction === "desc" ? "<" : ">";
    where.push(`(${key}, c.${id}) ${beyond} (${bind(at)}::timestamptz, ${bind(last)}::bigint)`);
  }

  const reach = bind(slice.limit + (slice.skip ?? 0));
  const run = `select c.${id} as id, ${key} as at from ${table.name} c where ${where.join(" and ")}
                order by ${key} ${direction}, c.${id} ${direction} limit ${reach}`;
  const merged = [...runs, `lateral (${run}) as run`].join(" cross join ");
  const distinct = table === LABELLED && labels && labels.length > 1 ? "distinct" : "";
  return {
    sql: `(select ${distinct} run.id, run.at from ${merged}
            order by run.at ${direction}, run.id ${direction} limit ${bind(slice.limit)} offset ${bind(slice.skip ?? 0)})`,
    values,
  };
}

const PLAIN = { name: "conversation", id: "id" };
const LABELLED = { name: "conversation_label", id: "conversation_id" };

const hasAssignee = ({ assignee = "any", assigneeId }: ConversationFilter): boolean =>
  assignee !== "any" || Boolean(assigneeId);

const spamCondition = (spam: "leave_out" | "only", label: string): string =>
  `not (c.status = 'resolved' and ${spam === "only" ? "not" : ""} c.labels @> array[${label}::text])`;

/** The labels of which a conversation must have one, or null for no condition. */
const labelsOf = ({ label, labels }: ConversationFilter): readonly string[] | null =>
  label ? [label] : (labels ?? null);

/** The inboxes to read: the requested ones that the caller may see. */
function inboxesOf(caller: Caller, { inboxId }: ConversationFilter): Caller["inboxIds"] {
  if (!inboxId) return caller.inboxIds;
  return caller.inboxIds === "all" || caller.inboxIds.includes(inboxId) ? [inboxId] : [];
}
