import { one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { FILE_COLUMNS } from "@/server/store/generated/rows";
import type { FileRow } from "./files";

/**
 * Copies a file of a canned reply to a file of the caller's own over the same bytes, which nothing has yet; null when the
 * reply does not have it. Locks: the original, shared, so that its bytes are not removed meanwhile. Index:
 * canned_reply_file_file, file_pkey.
 */
export async function insertCopy(
  tx: Tx,
  { cannedReplyId, fileId }: { cannedReplyId: number; fileId: number },
): Promise<FileRow | null> {
  const { accountId, actor } = tx.caller;
  const rows = await tx.query<FileRow>(
    `insert into file (account_id, name, content_type, bytes, sha256, width, height, duration_ms, key, preview_key, state,
                       creator_type, creator_id, unattached_since, created_at, work_due_at)
     select f.account_id, f.name, f.content_type, f.bytes, f.sha256, f.width, f.height, f.duration_ms, f.key, f.preview_key,
            f.state, $4, $5, $6, $6, case when f.work_due_at is not null then $6::timestamptz end
       from canned_reply_file r join file f on f.account_id = r.account_id and f.id = r.file_id
      where r.account_id = $1 and r.canned_reply_id = $2 and r.file_id = $3 for share of f
     returning ${select(FILE_COLUMNS)}`,
    [accountId, cannedReplyId, fileId, actor.type, actor.id, tx.now],
  );
  return rows.length === 0 ? null : one(rows);
}
