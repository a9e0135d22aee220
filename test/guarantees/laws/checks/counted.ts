import { expect } from "vitest";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Counters } from "@/server/contract/conversation/counters";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { readCounters } from "@/server/queries/conversations/read-counters";
import type { Database } from "@/server/store/_postgres/db";
import type { Stage } from "@/test/guarantees/laws/stage";

type Place = { inboxId: number; lifecycle: string; status: string; assigneeId: number | null };

/** The expected result of `readCounters`, counted from all conversations of the account. */
function recount(all: readonly Place[], { inboxIds, userId }: Caller): Counters {
  const rows = all.filter(({ inboxId }) => inboxIds === "all" || inboxIds.includes(inboxId));
  const live = rows.filter(({ lifecycle }) => lifecycle === "live");
  const tally = (of: Place[]) => ({
    all: of.length,
    mine: of.filter(({ assigneeId }) => assigneeId === userId).length,
    unassigned: of.filter(({ assigneeId }) => assigneeId === null).length,
  });
  const statuses = (of: Place[]) => {
    const count = (status: ConversationStatus) => tally(of.filter((row) => row.status === status));
    return {
      open: count("open"),
      pending: count("pending"),
      snoozed: count("snoozed"),
      resolved: count("resolved"),
    };
  };
  const inboxes = [...new Set(live.map(({ inboxId }) => inboxId))];
  return {
    byStatus: statuses(live),
    byInbox: Object.fromEntries(inboxes.map((id) => [id, statuses(live.filter((r) => r.inboxId === id))])),
    trashed: tally(rows.filter(({ lifecycle }) => lifecycle === "trashed")),
  };
}

/** Fails unless the counters of each member of `stage` equal a recount of the conversations. */
export async function expectCounted(database: Database, stage: Stage): Promise<void> {
  const all = await database.query<Place>(
    `select inbox_id as "inboxId", lifecycle, status, assignee_id as "assigneeId" from conversation where account_id = $1`,
    [stage.accountId],
  );
  for (const caller of [stage.admin, stage.agent, stage.outsider]) {
    const counters = await readCounters(database, caller);
    const { byInbox } = counters;
    for (const [id, { open, pending, snoozed, resolved }] of Object.entries(byInbox))
      if (open.all + pending.all + snoozed.all + resolved.all === 0) delete byInbox[Number(id)];
    expect(counters).toEqual(recount(all, caller));
  }
}
