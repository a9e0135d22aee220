import type { Caller } from "@/server/contract/_shared/caller";
import type { Counters, Tally } from "@/server/contract/conversation/counters";
import type { ConversationStatus, Lifecycle } from "@/server/domain/conversation/conversation";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { TALLIES } from "@/server/store/conversations/counters";

type Row = Tally & { inboxId: number; lifecycle: Lifecycle; status: ConversationStatus };

/**
 * How many conversations the caller may see, from the maintained counters: one statement over the account's
 * totals and the caller's own cells, however many conversations there are. An agent's are the sums over their inboxes.
 */
export async function readCounters(db: Db, caller: Caller): Promise<Counters> {
  const inboxIds = caller.inboxIds === "all" ? null : caller.inboxIds;
  const rows = await db.query<Row>(COUNTERS, [caller.accountId, caller.userId, inboxIds]);
  const counters: Counters = { byStatus: emptyStatuses(), byInbox: {}, trashed: emptyTally() };
  for (const row of rows) {
    if (row.lifecycle === "trashed") add(counters.trashed, row);
    if (row.lifecycle !== "live") continue;
    add(counters.byStatus[row.status], row);
    counters.byInbox[row.inboxId] ??= emptyStatuses();
    const inbox = counters.byInbox[row.inboxId];
    if (inbox) add(inbox[row.status], row);
  }
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

function add(to: Tally, { all, mine, unassigned }: Tally): void {
  to.all += all;
  to.mine += mine;
  to.unassigned += unassigned;
}
