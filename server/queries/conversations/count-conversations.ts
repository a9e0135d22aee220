import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { one } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { CELLS } from "@/server/store/conversations/counters";

import { type ConversationFilter, sourceOf } from "./list-source";

/** Counts without a maintained counter stop here: a screen shows "1,000+". */
export const COUNT_MAX = 1000;

/**
 * The number of matching conversations: exact, by the maintained counters, for a filter by status, lifecycle,
 * inbox and assignee only; else counted up to `max` + 1.
 */
export async function countConversations(
  db: Db,
  caller: Caller,
  filter: ConversationFilter,
  max = COUNT_MAX,
): Promise<number> {
  const { contactId, mentioned, label, labels, spam, priority, teamId, anyOf } = filter;
  if (contactId || mentioned || label || labels || spam || priority || teamId || anyOf?.length)
    return countUpTo(db, caller, { filter, max });
  const { assignee = "any" } = filter;
  const statuses = filter.status ? [filter.status] : filter.statuses;
  const inboxIds = filter.inboxId ? [filter.inboxId] : null;
  const { count } = one(
    await atReplica(db).query<{ count: number }>(
      `select coalesce(sum(count), 0) as count from ${CELLS} as cell
        where lifecycle = $2 and ($3::text[] is null or status = any($3)) and ($4::bigint[] is null or inbox_id = any($4))
          and ($5::bigint[] is null or inbox_id = any($5)) and ${ASSIGNEE[assignee]}
          and ($6::bigint is null or assignee_id = $6)`,
      [
        caller.accountId,
        filter.lifecycle ?? "live",
        statuses ?? null,
        inboxIds,
        caller.inboxIds === "all" ? null : caller.inboxIds,
        filter.assigneeId ?? null,
        ...(assignee === "me" ? [caller.userId] : []),
      ],
    ),
  );
  return count;
}

const ASSIGNEE = {
  any: "true",
  me: "assignee_id = $7",
  unassigned: "assignee_id = 0",
  assigned: "assignee_id <> 0",
} satisfies Record<NonNullable<ConversationFilter["assignee"]>, string>;

async function countUpTo(
  db: Db,
  caller: Caller,
  { filter, max }: { filter: ConversationFilter; max: number },
): Promise<number> {
  const { sql, values } = sourceOf(caller, filter, { limit: max + 1 });
  const { count } = one(
    await atReplica(db).query<{ count: number }>(`select count(*) as count from ${sql} as page`, values),
  );
  return count;
}
