import type { Caller } from "@/server/contract/_shared/caller";
import {
  branchesOf,
  type ConversationFilter,
  type Slice,
} from "@/server/queries/conversations/_list/branches";
import { runsOf } from "./_list/runs";
import { SORTS } from "./_list/sorts";

export type { ConversationFilter } from "@/server/queries/conversations/_list/branches";

/**
 * The ids and instants (`at`) of one slice of a filtered list, in its order, as a derived table with its values ($1 =
 * account). Every run of the right index is read in its order up to the end of the slice, then the runs are
 * merged: rows read ≤ slice × runs, whatever the size of the tables. Runs: requested statuses × requested inboxes
 * × labels, members, teams or priorities, for each group of `anyOf`. Each kind of filter has one index:
 * - everything an administrator sees: conversation_by_status (a run per status)
 * - inboxes: conversation_by_inbox
 * - mine, members': conversation_of_assignee; assigned: conversation_of_anybody; unassigned: conversation_of_nobody
 * - mentions of a member: conversation_mention_list; every other condition is looked up in the conversation
 * - labels: conversation_label_list; the assignee is then a condition on rows of that index, another label is looked up
 * - teams: conversation_of_team; else priorities: conversation_of_priority; the other conditions apply to its rows
 * - a contact: conversation_by_contact, all of the contact's own conversations
 * - another sort: conversation_by_created, conversation_by_waiting (a run per inbox and status); the assignee is then a
 *   condition on entries of that index, a label on its rows
 * - created in a range of time: a condition on rows, but with the order by creation
 */
export function sourceOf(
  caller: Caller,
  filter: ConversationFilter,
  slice: Slice,
): { sql: string; values: unknown[] } {
  const values: unknown[] = [caller.accountId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { sort = "last_activity" } = filter;
  const { direction } = SORTS[sort];
  const order = `run.at ${direction}, run.id ${direction}`;
  const all = branchesOf(caller, filter).map((branch) => runsOf(branch, { sort, slice }, bind));
  const limited = all.map((branch) => `(${branch.select} order by ${order} limit ${branch.reach})`);
  const [only] = all.length === 1 ? all : [];
  const from = only?.from ?? `(${limited.join(" union all ")}) as run`;
  const distinct = only && !only.mayRepeat ? "" : "distinct";
  return {
    sql: `(select ${distinct} run.id, run.at from ${from}
            order by ${order} limit ${bind(slice.limit)} offset ${bind(slice.skip ?? 0)})`,
    values,
  };
}
