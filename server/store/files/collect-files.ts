import { RESTORE_HOURS } from "@/server/domain/message/content";
import { UNATTACHED_HOURS } from "@/server/domain/message/file";
import type { Database, Db } from "@/server/store/_postgres/db";

type Batch = { now: Date; limit: number };

/**
 * Deletes files of all accounts that nothing has had for a day, and uploads that were begun a day ago; returns how
 * many. A trigger queues their keys. Locks: the rows, skipped when locked. Index: file_unattached.
 */
export async function deleteAbandoned(db: Db, { now, limit }: Batch): Promise<number> {
  const rows = await db.query(
    `delete from file where ctid = any(array(
       select ctid from file where unattached_since <= $1::timestamptz - make_interval(hours => ${UNATTACHED_HOURS})
        order by unattached_since limit $2 for update skip locked)) returning 1`,
    [now, limit],
  );
  return rows.length;
}

/**
 * Deletes the links of deleted messages that can no longer be restored, and files without another link; returns how
 * many links. A legal hold keeps a message's revision, and with it its files; an archive keeps its own. Locks: the links, skipped when locked,
 * then their files. Index: message_attachment_removed, message_attachment_file.
 */
export const deleteRemoved = (database: Database, { now, limit }: Batch): Promise<number> =>
  database.transaction(async (db) => {
    const links = await db.query<{ accountId: number; fileId: number }>(
      `delete from message_attachment where ctid = any(array(
         select l.ctid from message_attachment l
          where l.removed_at <= $1::timestamptz - make_interval(hours => ${RESTORE_HOURS})
            and not exists (select 1 from message_revision r
              where r.account_id = l.account_id and r.message_id = l.message_id and r.attachments is not null)
          order by l.removed_at limit $2 for update skip locked))
       returning account_id as "accountId", file_id as "fileId"`,
      [now, limit],
    );
    if (links.length === 0) return 0;
    const files = [links.map(({ accountId }) => accountId), links.map(({ fileId }) => fileId)];
    const these = `(account_id, id) in (select * from unnest($1::bigint[], $2::bigint[]))`;
    // A new link is made under the lock of its file: after this, the next statement sees it.
    await db.query(`select 1 from file where ${these} order by account_id, id for update`, files);
    await db.query(
      `delete from file f where ${these} and not exists (
         select 1 from message_attachment o where o.account_id = f.account_id and o.file_id = f.id)
       and not exists (select 1 from archived_file l where l.account_id = f.account_id and l.file_id = f.id)`,
      files,
    );
    return links.length;
  });
