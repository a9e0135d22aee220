import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import type { PolicyChangeDto } from "@/server/contract/inbox/setting-change";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { POLICY_CHANGE_COLUMNS, type PolicyChangeRow } from "@/server/store/inboxes/setting-changes";
import { getInbox } from "./list-inboxes";

/** An inbox's change log, newest first. */
export function listPolicyChanges(
  database: Database,
  caller: Caller,
  { inboxId, cursor, limit }: { inboxId: number; cursor?: string | null; limit: number },
): Promise<Page<PolicyChangeDto>> {
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  return database.snapshot(async (db) => {
    await getInbox(db, caller, inboxId);
    const rows = await db.query<PolicyChangeRow>(
      `select ${select(POLICY_CHANGE_COLUMNS)} from setting_change
        where account_id = $1 and inbox_id = $2 and subject = 'policy' and ($3::bigint is null or id < $3) order by id desc limit $4`,
      [caller.accountId, inboxId, before, limit + 1],
    );
    const data = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
    const last = data.at(-1);
    return {
      data,
      nextCursor: rows.length > limit && last ? formatPosition([last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}
