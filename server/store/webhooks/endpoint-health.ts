import type { EndpointHealthDto } from "@/server/contract/webhook/endpoint";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import type { EndpointRow } from "./endpoint-row";

/** Tries to read: enough for a percentile, however busy an endpoint is. */
const TRIES_MAX = 1_000;
const WAITING_MAX = 10_000;

type Row = Omit<EndpointHealthDto, "pausedUntil" | "lastDeliveredAt" | "lastFailedAt"> & {
  endpointId: number;
  pausedUntil: Date | null;
  lastDeliveredAt: Date | null;
  lastFailedAt: Date | null;
};

/** The health of endpoints from their last tries within a day. Index: delivery_try_endpoint, delivery_due. */
export async function readHealth(
  db: Db,
  accountId: number,
  { endpointIds, now }: { endpointIds: readonly number[]; now: Date },
): Promise<Map<number, EndpointHealthDto>> {
  const rows = await db.query<Row>(
    `select p.endpoint_id as "endpointId", t.*, w.waiting,
            greatest(0, a.last_seq - p.last_seq) as behind, case when p.open_until > $3 then p.open_until end as "pausedUntil",
            p.last_delivered_at as "lastDeliveredAt", p.last_failed_at as "lastFailedAt"
       from endpoint_progress p
       join account_head a on a.account_id = p.account_id
       cross join lateral (
         select count(*)::int as tries, (count(*) filter (where status between 200 and 299))::int as delivered,
                percentile_disc(0.5) within group (order by duration_ms) as "p50Ms",
                percentile_disc(0.99) within group (order by duration_ms) as "p99Ms"
           from (select duration_ms, status from delivery_try
                  where account_id = p.account_id and endpoint_id = p.endpoint_id
                    and at > $3::timestamptz - interval '1 day'
                  order by at desc limit ${TRIES_MAX}) as last) as t
       cross join lateral (
         select count(*)::int as waiting
           from (select 1 from delivery where account_id = p.account_id and endpoint_id = p.endpoint_id
                    and state = 'waiting' limit ${WAITING_MAX}) as bounded) as w
      where p.account_id = $1 and p.endpoint_id = any($2::bigint[])`,
    [accountId, endpointIds, now],
  );
  return new Map(rows.map(({ endpointId, ...row }) => [endpointId, toDto(row)]));
}

const toDto = (row: Omit<Row, "endpointId">): EndpointHealthDto => ({
  ...row,
  pausedUntil: row.pausedUntil?.toISOString() ?? null,
  lastDeliveredAt: row.lastDeliveredAt?.toISOString() ?? null,
  lastFailedAt: row.lastFailedAt?.toISOString() ?? null,
});

/** An endpoint that its answers have disabled has an alert, until it is enabled or deleted. It must be locked. */
export async function saveEndpointAlert(
  tx: Tx,
  before: EndpointRow,
  { id, url, ...after }: EndpointRow,
): Promise<void> {
  const kind = "endpoint_disabled";
  const reason = blameOf(after);
  if (reason !== null)
    await openAlert(tx, { kind, subject: { type: "endpoint", id, name: url }, facts: { reason } });
  else if (blameOf(before) !== null) await closeAlert(tx, { kind, subjectId: id });
}

/** Why it is disabled, if not by hand. */
const blameOf = ({
  state,
  disabledReason,
  deletedAt,
}: Pick<EndpointRow, "state" | "disabledReason" | "deletedAt">): "gone" | "failing" | null =>
  state === "disabled" && deletedAt === null && disabledReason !== "by_hand" ? disabledReason : null;

/** How many endpoints an account has, without those of inboxes' callbacks. */
export const countOwnEndpoints = (db: Db, accountId: number): Promise<number> =>
  prismaOf(db).endpoint.count({ where: { accountId, deletedAt: null, callbackInboxId: null } });

/** How many endpoints of an account were disabled because of their answers, or have failed for a day. */
export const countTroubled = (db: Db, accountId: number): Promise<number> =>
  prismaOf(db).endpoint.count({
    where: {
      accountId,
      deletedAt: null,
      OR: [
        { state: "disabled", disabledReason: { not: "by_hand" } },
        { state: { not: "disabled" }, failingSince: { not: null } },
      ],
    },
  });

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
