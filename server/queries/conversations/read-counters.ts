import type { Caller } from "@/server/contract/_shared/caller";
import type { Counters, Tally } from "@/server/contract/conversation/counters";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import type { ConversationStatus, Lifecycle } from "@/server/domain/conversation/conversation";
import type { Db } from "@/server/store/_postgres/db";
import { statement, statementForms } from "@/server/store/_postgres/statement";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { TALLIES, TALLIES_OF } from "@/server/store/conversations/counters";
import { listOwnMarks } from "@/server/store/conversations/seen";
import { type ConversationFilter, sourceOf } from "./list-source";

/** Of counts of several lists: by their filters. */
const form = statementForms(100);

/**
 * The numbers of conversations of several lists, in their order, each counted up to `max` + 1: one statement for all, by the
 * indexes of the lists.
 */
export async function countLists(
  db: Db,
  caller: Caller,
  { filters, max }: { filters: readonly ConversationFilter[]; max: number },
): Promise<number[]> {
  if (filters.length === 0) return [];
  const values: unknown[] = [caller.accountId];
  const counts = filters.map((filter, place) => {
    const source = sourceOf(caller, filter, { limit: max + 1 });
    const offset = values.length - 1;
    values.push(...source.values.slice(1)); // $1, the account, is common to all
    const sql = source.sql.replace(/\$(\d+)/g, (_, nth) => `$${nth === "1" ? 1 : Number(nth) + offset}`);
    return `select ${place} as place, (select count(*)::int from ${sql} as page) as count`;
  });
  const rows = await atReplica(db).query<{ count: number }>(
    form(`${counts.join(" union all ")} order by place`),
    values,
  );
  return rows.map(({ count }) => count);
}

type Row = Tally & { inboxId: number; lifecycle: Lifecycle; status: ConversationStatus };

/**
 * How many conversations the caller may see, from the maintained counters: one statement over the account's
 * totals and the caller's own cells, however many conversations there are. An agent's are the sums over their inboxes.
 */
export async function readCounters(db: Db, caller: Caller): Promise<Counters> {
  const inboxIds = caller.inboxIds === "all" ? null : caller.inboxIds;
  const rows = await atReplica(db).query<Row>(COUNTERS, [caller.accountId, caller.userId, inboxIds]);
  const counters: Counters = { byStatus: emptyStatuses(), byInbox: {}, trashed: emptyTally() };
  for (const row of rows) addRow(counters, row);
  return counters;
}

const COUNTERS = statement(
  `select inbox_id as "inboxId", lifecycle, status, sum(tally.all) as all, sum(mine) as mine,
          sum(unassigned) as unassigned
     from ${TALLIES} as tally
    where $3::bigint[] is null or inbox_id = any($3)
    group by 1, 2, 3`,
);

const emptyTally = (): Tally => ({ all: 0, mine: 0, unassigned: 0 });

const emptyStatuses = (): Record<ConversationStatus, Tally> => ({
  open: emptyTally(),
  pending: emptyTally(),
  snoozed: emptyTally(),
  resolved: emptyTally(),
});

function addRow(to: Counters, { inboxId, lifecycle, status, ...tally }: Row): void {
  if (lifecycle === "trashed") add(to.trashed, tally);
  if (lifecycle !== "live") return;
  add(to.byStatus[status], tally);
  to.byInbox[inboxId] ??= emptyStatuses();
  add(to.byInbox[inboxId][status], tally);
}

function add(to: Tally, { all, mine, unassigned }: Tally): void {
  to.all += all;
  to.mine += mine;
  to.unassigned += unassigned;
}

/** The caller's marks by conversation; those without one are left out. */
export async function readOwnMarks(
  db: Db,
  caller: Pick<Caller, "accountId" | "userId">,
  conversationIds: readonly number[],
): Promise<Map<number, OwnMark>> {
  if (conversationIds.length === 0 || caller.userId === null) return new Map();
  const marks = await listOwnMarks(db, caller, conversationIds);
  return new Map(marks.map((mark) => [mark.conversationId, mark]));
}

type MemberRow = Row & { assigneeId: number | null };

/**
 * What `readCounters` returns, for several members of the account from one reading: its totals once, and the cells of
 * the requested members, however many others have conversations. Members with the same numbers share the same
 * object.
 */
export async function readCountersOf(
  db: Db,
  accountId: number,
  userIds: readonly number[],
): Promise<(caller: Pick<Caller, "inboxIds" | "userId">) => Counters> {
  const rows = await db.query<MemberRow>(COUNTERS_OF, [accountId, userIds]);
  const byAssignee = new Map<number | null, MemberRow[]>();
  for (const row of rows) {
    const known = byAssignee.get(row.assigneeId);
    if (known) known.push(row);
    else byAssignee.set(row.assigneeId, [row]);
  }
  const known = new Map<string, Counters>();
  return ({ inboxIds, userId }) => {
    const own = userId === null ? undefined : byAssignee.get(userId);
    const key = `${own ? userId : ""}:${inboxIds}`;
    const counters = known.get(key) ?? {
      byStatus: emptyStatuses(),
      byInbox: {},
      trashed: emptyTally(),
    };
    if (known.has(key)) return counters;
    known.set(key, counters);
    for (const row of [...(byAssignee.get(null) ?? []), ...(own ?? [])])
      if (inboxIds === "all" || inboxIds.includes(row.inboxId)) addRow(counters, row);
    return counters;
  };
}

const COUNTERS_OF = statement(
  `select inbox_id as "inboxId", lifecycle, status, assignee_id as "assigneeId", sum(tally.all) as all,
          sum(mine) as mine, sum(unassigned) as unassigned
     from ${TALLIES_OF} as tally group by 1, 2, 3, 4`,
);
