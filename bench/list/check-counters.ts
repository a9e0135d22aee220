import { readCounters } from "@/server/queries/conversations/read-counters";
import type { Database } from "@/server/store/_postgres/db";
import { callerOf } from "./fill";

/** What differs between account 1's counters and a count of the rows. */
export async function checkCounters(database: Database): Promise<string[]> {
  const { byStatus } = await readCounters(database, callerOf(1));
  const rows = await database.query<{ status: keyof typeof byStatus; count: number; unassigned: number }>(
    `select status, count(*) as count, count(*) filter (where assignee_id is null) as unassigned
       from conversation where account_id = 1 and lifecycle = 'live' group by 1`,
  );
  return rows
    .filter(
      ({ status, count, unassigned }) =>
        byStatus[status].all !== count || byStatus[status].unassigned !== unassigned,
    )
    .map(({ status }) => `the counters of ${status} are not a recount's`);
}
