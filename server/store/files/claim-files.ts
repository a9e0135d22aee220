import type { Db } from "@/server/store/_postgres/db";
import type { ClaimedFile } from "./file-work";

const CLAIMED = `f.account_id as "accountId", f.id, f.name, f.content_type as "contentType", f.bytes, f.key,
  f.preview_key as "previewKey", f.work_tries as tries, f.state = 'ready' as "isReady",
  (f.width is not null or f.duration_ms is not null or f.preview_key is not null) as "isInspected"`;

type Claim = { now: Date; leaseMs: number; limit: number };
const leaseEnd = ({ now, leaseMs }: Claim) => new Date(now.getTime() + leaseMs);

/**
 * Claims files of all accounts that are to be inspected, or whose messages are to be told that they could be fetched or
 * not. Locks: the rows, skipped when locked. Index: file_work.
 */
export const claimInspections = (db: Db, claim: Claim): Promise<ClaimedFile[]> =>
  db.query<ClaimedFile>(
    `update file f set work_due_at = $2, work_tries = work_tries + 1
      where ctid = any(array(
        select ctid from file where work_due_at <= $1 and state in ('ready', 'failed')
         order by work_due_at limit $3 for update skip locked))
     returning ${CLAIMED}`,
    [claim.now, leaseEnd(claim), claim.limit],
  );

export type PendingFile = ClaimedFile & { sourceUrl: string | null };

/**
 * Claims files of all accounts that are to be fetched. Each try after the first has a key of its own, so that a process that took
 * longer than its lease cannot write into it. Locks: the rows, skipped when locked. Index: file_work.
 */
export const claimFetches = (db: Db, claim: Claim): Promise<PendingFile[]> =>
  db.query<PendingFile>(
    `with due as (
       select account_id, id, key, work_tries > 0 as again from file where work_due_at <= $1 and state = 'pending'
        order by work_due_at limit $3 for update skip locked),
     queued as (insert into file_removal (key, due_at) select key, $1::timestamptz from due where again)
     update file f set work_due_at = $2, work_tries = f.work_tries + 1,
            key = case when due.again then replace(gen_random_uuid()::text, '-', '') else f.key end
       from due where f.account_id = due.account_id and f.id = due.id
     returning ${CLAIMED}, f.source_url as "sourceUrl"`,
    [claim.now, leaseEnd(claim), claim.limit],
  );

export type DueRemoval = { id: number; key: string };

const RETRY_MINUTES = 1;

/**
 * At most `limit` keys whose removal is due. They are due again in a minute, unless `deleteRemovals` is called. Locks: the
 * rows, skipped when locked. Index: file_removal_due.
 */
export const claimRemovals = (db: Db, { now, limit }: { now: Date; limit: number }): Promise<DueRemoval[]> =>
  db.query<DueRemoval>(
    `update file_removal set due_at = $1::timestamptz + make_interval(mins => ${RETRY_MINUTES})
      where id = any(array(
        select id from file_removal where due_at <= $1 order by due_at, id limit $2 for update skip locked))
     returning id, key`,
    [now, limit],
  );
