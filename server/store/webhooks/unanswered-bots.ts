import type { Db } from "@/server/store/_postgres/db";

export type Unanswered = { accountId: number; conversationId: number };

/** As upstream: after so many failed tries nobody waits for the bot. */
const TRIES = 3;
/** While an endpoint is called no more, because it fails: how long a message waits for it, in ms. */
const PAUSED_MS = 60_000;
/** Older messages were seen by earlier runs, in ms: an outage of days is not read again each time. */
const RECENT_MS = 24 * 3_600_000;

/**
 * Pending conversations of all accounts whose bot did not accept a message since they became pending: it failed three times,
 * or is paused for failing. Order: account, conversation. Locks: none. Index: delivery_due, read for bots only; primary keys.
 */
export const listUnanswered = (db: Db, { now, limit }: { now: Date; limit: number }): Promise<Unanswered[]> =>
  db.query<Unanswered>(
    `select distinct d.account_id as "accountId", d.conversation_id as "conversationId"
       from endpoint e
       join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
       join delivery d on d.account_id = e.account_id and d.endpoint_id = e.id and d.state = 'waiting'
        and d.type = 'message.created'
        and (d.tries >= ${TRIES} or (p.open_until > $1 and d.created_at <= $2))
       join conversation c on c.account_id = d.account_id and c.id = d.conversation_id
        and c.status = 'pending' and c.lifecycle = 'live' and c.inbox_id = any(e.inbox_ids)
        and d.created_at >= c.status_changed_at
        and d.created_at >= $3
      where e.bot_name is not null and e.deleted_at is null
      order by 1, 2 limit $4`,
    [now, new Date(now.getTime() - PAUSED_MS), new Date(now.getTime() - RECENT_MS), limit],
  );
