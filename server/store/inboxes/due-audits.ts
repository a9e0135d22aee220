import type { Db } from "@/server/store/_postgres/db";

export type DueAudit = { accountId: number; inboxId: number };

/**
 * Inboxes of all accounts whose settings should be compared with the last review or their creation, at most `limit`.
 * The caller checks again under the inbox's lock. Reads all inboxes: they are few, and this runs once in some minutes.
 */
export const listDueAudits = (
  db: Db,
  { now, release, limit }: { now: Date; release: string; limit: number },
): Promise<DueAudit[]> =>
  db.query<DueAudit>(
    `select account_id as "accountId", id as "inboxId"
       from (select account_id, id, review_every_days, created_at,
                    case when review is null or last_audit->>'at' > review->>'at' then last_audit else review end as last
               from inbox where review_every_days > 0) as i
      where last->>'release' <> $2
         or coalesce((last->>'at')::timestamptz, created_at)
            <= $1::timestamptz - make_interval(days => review_every_days)
      order by account_id, id limit $3`,
    [now, release, limit],
  );
