import { ONLINE_STATUS } from "@/server/contract/webhook/constants";
import type { OnlineStatus } from "@/server/contract/webhook/special-deliveries";
import { STATUS_FORMAT } from "@/server/domain/webhook/formats";
import { newId } from "@/server/lib/new-id";
import type { Tx } from "@/server/store/events/tx";

/**
 * Creates a delivery for every enabled endpoint of the account that hears of users' devices in this inbox.
 * @returns how many.
 */
export async function fanOutOnlineStatus(
  tx: Tx,
  { inboxId, statuses }: { inboxId: number; statuses: readonly string[] },
): Promise<number> {
  const status: OnlineStatus = {
    id: newId(),
    type: ONLINE_STATUS,
    occurredAt: tx.now.toISOString(),
    data: { statuses: [...statuses] },
  };
  const rows = await tx.query(
    `insert into delivery (account_id, endpoint_id, event_id, type, sample, due_at, created_at)
     select account_id, id, $3, '${ONLINE_STATUS}', $4::json, $5, $5 from endpoint
      where account_id = $1 and format = '${STATUS_FORMAT}' and state = 'enabled' and deleted_at is null
        and (inbox_ids = '{}' or $2 = any(inbox_ids))
     returning 1`,
    [tx.caller.accountId, inboxId, status.id, JSON.stringify(status), tx.now],
  );
  return rows.length;
}
