import type { Caller } from "@/server/contract/_shared/caller";
import type { Counters, Tally } from "@/server/contract/conversation/counters";
import type { ConversationStatus, Lifecycle } from "@/server/domain/conversation/conversation";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { TALLIES_OF } from "@/server/store/conversations/counters";

type Row = Tally & {
  inboxId: number;
  lifecycle: Lifecycle;
  status: ConversationStatus;
  assigneeId: number | null;
};

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
  const rows = await db.query<Row>(COUNTERS_OF, [accountId, userIds]);
  const byAssignee = new Map<number | null, Row[]>();
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
      if (inboxIds === "all" || inboxIds.includes(row.inboxId)) add(counters, row);
    return counters;
  };
}

const COUNTERS_OF = statement(
  `select inbox_id as "inboxId", lifecycle, status, assignee_id as "assigneeId", sum(tally.all) as all,
          sum(mine) as mine, sum(unassigned) as unassigned
     from ${TALLIES_OF} as tally group by 1, 2, 3, 4`,
);

function add(to: Counters, { inboxId, lifecycle, status, ...tally }: Row): void {
  if (lifecycle === "trashed") raise(to.trashed, tally);
  if (lifecycle !== "live") return;
  raise(to.byStatus[status], tally);
  to.byInbox[inboxId] ??= emptyStatuses();
  raise(to.byInbox[inboxId][status], tally);
}

function raise(to: Tally, { all, mine, unassigned }: Tally): void {
  to.all += all;
  to.mine += mine;
  to.unassigned += unassigned;
}

const emptyTally = (): Tally => ({ all: 0, mine: 0, unassigned: 0 });

const emptyStatuses = (): Record<ConversationStatus, Tally> => ({
  open: emptyTally(),
  pending: emptyTally(),
  snoozed: emptyTally(),
  resolved: emptyTally(),
});
