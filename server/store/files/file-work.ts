import type { FileFailure } from "@/server/domain/message/file";
import type { Database, Db } from "@/server/store/_postgres/db";
import { deleteRemovals, queueRemoval } from "./file-removals";

/** A file that the worker has claimed; nobody else does until the lease ends. */
export type ClaimedFile = {
  accountId: number;
  id: number;
  name: string;
  contentType: string;
  bytes: number;
  key: string;
  previewKey: string | null;
  /** What it shows is known already: a process ended before it told the messages. */
  isInspected: boolean;
  isReady: boolean;
  /** Including this one; also tells this claim from later ones. */
  tries: number;
};

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

/** The row of a claim, while it is valid. `$1` to `$3` are `ofClaim`. */
const OF_CLAIM = "account_id = $1 and id = $2 and work_tries = $3 and work_due_at is not null";
const ofClaim = ({ accountId, id, tries }: ClaimedFile) => [accountId, id, tries];

export type Inspected = {
  width: number | null;
  height: number | null;
  durationMs: number | null;
  /** The key of the preview's bytes, and the removal that is queued for it. */
  preview: { key: string; removalId: number } | null;
};

/**
 * Saves what a file shows. Its preview's key, whose removal is queued, is kept from now on, and an earlier one is removed.
 * Saves nothing after the claim or the file's deletion.
 */
export const saveInspected = (
  database: Database,
  claimed: ClaimedFile,
  { inspected, now }: { inspected: Inspected; now: Date },
): Promise<void> =>
  database.transaction(async (db) => {
    const { width, height, durationMs, preview } = inspected;
    const saved = await db.query(
      `update file set width = $4, height = $5, duration_ms = $6, preview_key = $7 where ${OF_CLAIM} returning 1`,
      [...ofClaim(claimed), width, height, durationMs, preview?.key ?? null],
    );
    if (saved.length === 0) return;
    if (preview) await deleteRemovals(db, [preview.removalId]);
    if (claimed.previewKey !== null) await queueRemoval(db, { key: claimed.previewKey, dueAt: now });
  });

/** Nothing is left to do for the file. */
export async function finishWork(db: Db, claimed: ClaimedFile): Promise<void> {
  await db.query(`update file set work_due_at = null, work_tries = 0 where ${OF_CLAIM}`, ofClaim(claimed));
}

/** Ends the claim until `dueAt`. `isCounted`: the try counts; not if the file had no part in its failure. */
export async function postponeWork(
  db: Db,
  claimed: ClaimedFile,
  { dueAt, isCounted }: { dueAt: Date; isCounted: boolean },
): Promise<void> {
  await db.query(`update file set work_due_at = $4, work_tries = work_tries - $5 where ${OF_CLAIM}`, [
    ...ofClaim(claimed),
    dueAt,
    isCounted ? 0 : 1,
  ]);
}

export type Fetched = { bytes: number; sha256: string; contentType: string };

/** The bytes of a fetched file are stored. False: the claim is over, or the file is deleted; nothing is saved. */
export const saveFetched = (
  db: Db,
  claimed: ClaimedFile,
  { fetched, now }: { fetched: Fetched; now: Date },
): Promise<boolean> =>
  end(db, claimed, {
    now,
    set: "state = 'ready', bytes = $6, sha256 = $7, content_type = $8",
    values: [fetched.bytes, fetched.sha256, fetched.contentType],
  });

/** The file cannot be fetched. */
export const saveNotFetched = (
  db: Db,
  claimed: ClaimedFile,
  { failure, now }: { failure: FileFailure; now: Date },
): Promise<boolean> => end(db, claimed, { now, set: "state = 'failed', failure = $6", values: [failure] });

/** Its address is forgotten, and the file is due for inspection, which tells its messages. */
async function end(
  db: Db,
  claimed: ClaimedFile,
  { now, set, values }: { now: Date; set: string; values: readonly unknown[] },
): Promise<boolean> {
  const saved = await db.query(
    `update file set ${set}, source_url = null, work_due_at = $4, work_tries = 0
      where ${OF_CLAIM} and state = 'pending' and key = $5 returning 1`,
    [...ofClaim(claimed), now, claimed.key, ...values],
  );
  return saved.length > 0;
}
