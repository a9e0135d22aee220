import type { Db } from "@/server/store/_postgres/db";

/** More than an account may have. */
const ENDPOINTS_MAX = 1_000;
const READERS_MAX = 50;

export type CoveringEndpoint = {
  id: number;
  url: string;
  types: string[];
  format: "tickline" | "thin" | "freescout" | "chatwoot";
  botName: string | null;
  state: "enabled" | "disabled";
  disabledReason: "by_hand" | "gone" | "failing" | null;
  failingSince: Date | null;
  pausedUntil: Date | null;
  lastDeliveredAt: Date | null;
  lastFailedAt: Date | null;
};

/** The webhook endpoints that hear of an inbox, without those of inboxes' callbacks. */
export const listCoveringEndpoints = (
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<CoveringEndpoint[]> =>
  db.query<CoveringEndpoint>(
    `select e.id, e.url, e.types, e.format, e.bot_name as "botName", e.state,
            e.disabled_reason as "disabledReason", p.failing_since as "failingSince",
            p.open_until as "pausedUntil", p.last_delivered_at as "lastDeliveredAt",
            p.last_failed_at as "lastFailedAt"
       from endpoint e left join endpoint_progress p on p.account_id = e.account_id and p.endpoint_id = e.id
      where e.account_id = $1 and e.deleted_at is null and e.callback_inbox_id is null
        and (e.inbox_ids = '{}' or $2 = any(e.inbox_ids))
      order by e.id limit ${ENDPOINTS_MAX}`,
    [accountId, inboxId],
  );

export type EventReader = { tokenId: number; name: string; readAt: Date };

/**
 * The usable tokens that see an inbox and have read the event log since an instant, the last reader
 * first.
 */
export const listEventReaders = (
  db: Db,
  { accountId, inboxId, since, now }: { accountId: number; inboxId: number; since: Date; now: Date },
): Promise<EventReader[]> =>
  db.query<EventReader>(
    `select t.id as "tokenId", t.name, t.events_read_at as "readAt"
       from api_token t join member m on m.account_id = t.account_id and m.user_id = t.user_id
      where t.account_id = $1 and m.state = 'active' and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > $4) and t.events_read_at >= $3
        and (t.inbox_ids = '{}' or $2 = any(t.inbox_ids)
             or (t.role = 'administrator' and m.role = 'administrator'))
        and (m.role = 'administrator'
             or exists (select 1 from inbox_member i
                         where i.account_id = $1 and i.user_id = t.user_id and i.inbox_id = $2))
      order by t.events_read_at desc limit ${READERS_MAX}`,
    [accountId, inboxId, since, now],
  );

/**
 * Since when every call of an inbox's program has failed; null: the last one succeeded, or there
 * was none.
 */
export async function findCallbackFailure(
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<{ failingSince: Date; failures: number } | null> {
  const [row] = await db.query<{ failingSince: Date; failures: number }>(
    `select failing_since as "failingSince", failures from inbox_sending
      where account_id = $1 and inbox_id = $2 and failing_since is not null`,
    [accountId, inboxId],
  );
  return row ?? null;
}
