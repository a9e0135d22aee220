import type { DeliveryState } from "@/server/contract/webhook/constants";
import type { Db } from "@/server/store/_postgres/db";

export type ChangeDelivery = {
  state: DeliveryState;
  /** Null: it is waiting. */
  settledAt: Date | null;
  url: string;
  name: string | null;
  /** It is the endpoint of the inbox's callback. */
  isCallback: boolean;
  /** Of its last try: the HTTP status, or why there was no answer. */
  status: number | null;
  fault: string | null;
};

/** A conversation has as many deliveries as events and endpoints: the newest that concern one message are read. */
const DELIVERIES_MAX = 50;

/**
 * The deliveries that told webhooks of a message's changes since an instant, newest first; agent bots and
 * tests are left out. A delivery may be older than its change by the clock of its worker. Indexes: delivery_of_conversation, event_pkey, delivery_try_delivery.
 */
export const listChangeDeliveries = (
  db: Db,
  accountId: number,
  { messageId, conversationId, since }: { messageId: number; conversationId: number; since: Date },
): Promise<ChangeDelivery[]> =>
  db.query<ChangeDelivery>(
    `select d.state, d.settled_at as "settledAt", p.url, p.name, p.callback_inbox_id is not null as "isCallback",
            t.status, t.fault
       from delivery d
       join event e on e.account_id = d.account_id and e.seq = d.event_seq and e.stamped_at = d.event_stamped_at
       join endpoint p on p.account_id = d.account_id and p.id = d.endpoint_id
       left join lateral (
         select status, fault from delivery_try where account_id = d.account_id and delivery_id = d.id
          order by number desc limit 1) as t on true
      where d.account_id = $1 and d.conversation_id = $3 and d.type in ('message.updated', 'message.deleted')
        and d.created_at >= $4::timestamptz - interval '1 hour' and e.resource_type = 'message' and e.resource_id = $2 and e.occurred_at >= $4
        and p.bot_name is null and not d.is_test
      order by d.id desc limit ${DELIVERIES_MAX}`,
    [accountId, messageId, conversationId, since],
  );
