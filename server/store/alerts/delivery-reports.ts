import type { OverdueTrouble } from "@/server/domain/alert/alert";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import { MAY_BE_OVERDUE, REPORTS_DELIVERY } from "@/server/store/messages/overdue-messages";

/** An inbox, and whether anybody reports the delivery of its messages. */
export type UnreportedInbox = Omit<OverdueTrouble, "overdue"> & {
  accountId: number;
  inboxId: number;
  reportsDelivery: boolean;
  /** Messages sent for longer than the inbox allows; counted up to its limit. */
  unreported: number;
  isOpen: boolean;
};

/** Reports are sampled only for inboxes that have such messages or an open alert: hence the fence. $1: now. */
const inboxes = (where: string): string => `
  select i.account_id as "accountId", i.id as "inboxId", i.overdue_after_hours as "overdueAfterHours",
         i.alert_overdue_messages as "alertOverdueMessages", i.unreported, i.is_open as "isOpen",
         ${REPORTS_DELIVERY} as "reportsDelivery"
    from (select i.*, late.count as unreported,
                 exists (select 1 from alert where account_id = i.account_id and subject_id = i.id
                            and kind = 'no_delivery_reports' and closed_at is null) as is_open
            from inbox i
           cross join lateral (
             select count(*)::int as count
               from (select 1 from message m where i.overdue_after_hours > 0 and ${MAY_BE_OVERDUE}
                      limit i.alert_overdue_messages) counted) late
           where ${where}
          offset 0) i
   where i.unreported > 0 or i.is_open
   order by i.account_id, i.id`;

const LIST = statement(`${inboxes("(i.account_id, i.id) > ($2, $3::bigint)")} limit $4`);

/**
 * Inboxes of all accounts with messages that were sent long ago, or with an open alert of missing reports, in order of account
 * and id. Locks none: check again under the inbox's lock. Indexes: inbox_pkey, message_sent, alert_open_once,
 * message_attempt_started, message_pkey.
 */
export const listUnreportedInboxes = (
  db: Db,
  { now, after, limit }: { now: Date; after: UnreportedInbox | null; limit: number },
): Promise<UnreportedInbox[]> =>
  db.query<UnreportedInbox>(LIST, [now, after?.accountId ?? 0, after?.inboxId ?? 0, limit]);

const ONE = statement(inboxes("i.account_id = $2 and i.id = $3"));

/** The same of one inbox of the account, which the caller has locked; null: there is nothing to say about it. */
export async function readUnreportedInbox(tx: Tx, inboxId: number): Promise<UnreportedInbox | null> {
  const [row] = await tx.query<UnreportedInbox>(ONE, [tx.now, tx.caller.accountId, inboxId]);
  return row ?? null;
}
