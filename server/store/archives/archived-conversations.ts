import type { ArchiveDto } from "@/server/contract/deletion/archive";
import { type Db, one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { lockRow } from "@/server/store/_rows/lock-row";
import type { Tx } from "@/server/store/events/tx";
import { SHOWN_FILE } from "@/server/store/files/shown-attachments";
import { ARCHIVED_CONVERSATION_COLUMNS, type ArchivedConversationRow } from "@/server/store/generated/rows";
import { FILES_OF_CONVERSATION } from "./archive-document";

/** A conversation that is to be archived before it is deleted. */
export type Archivable = { conversationId: number; inboxId: number; displayId: number };

/**
 * Those of the next `limit` pending conversations of a deletion whose inbox archives them. Index: deletion_item_pkey,
 * conversation_pkey.
 */
export const listArchivable = (
  db: Db,
  { accountId, deletionId, limit }: { accountId: number; deletionId: number; limit: number },
): Promise<Archivable[]> =>
  db.query<Archivable>(
    `select c.id as "conversationId", c.inbox_id as "inboxId", c.display_id as "displayId"
       from (select conversation_id from deletion_item
              where account_id = $1 and deletion_id = $2 and state = 'pending' order by conversation_id limit $3) next
       join conversation c on c.account_id = $1 and c.id = next.conversation_id and c.lifecycle = 'live'
       join inbox i on i.account_id = c.account_id and i.id = c.inbox_id and i.archive_before_deletion
      order by c.id`,
    [accountId, deletionId, limit],
  );

/**
 * Archives a locked conversation: its document is this stored file, and the files of its messages outlive them. False if the
 * file has been deleted since it was stored.
 */
export async function insertArchive(
  tx: Tx,
  { id: conversationId, inboxId, displayId, contactId }: ConversationRow,
  fileId: number,
): Promise<boolean> {
  const { accountId } = tx.caller;
  const kept = await tx.query(
    "update file set unattached_since = null where account_id = $1 and id = $2 and state = 'ready' returning 1",
    [accountId, fileId],
  );
  if (kept.length === 0) return false;
  const { id } = one(
    await tx.query<{ id: number }>(INSERT, [
      accountId,
      conversationId,
      inboxId,
      displayId,
      contactId,
      fileId,
      tx.now,
    ]),
  );
  await tx.query(
    `insert into archived_file (account_id, archive_id, file_id) select distinct $1::bigint, $3::bigint, f.id ${FILES_OF_CONVERSATION}`,
    [accountId, conversationId, id],
  );
  return true;
}

/** Whose data the archive may have: of the contact, of members, and of the contacts whose messages were copied into it. */
const CONTACTS = `
  select $5::bigint as id
   union select contact_id from conversation_member where account_id = $1 and conversation_id = $2
   union select s.contact_id from forwarded_note n
           join conversation s on s.account_id = n.account_id and s.id = n.source_conversation_id
          where n.account_id = $1 and n.conversation_id = $2
   union select m.sender_id from forwarded_note n
           join message m on m.account_id = n.account_id and m.id = n.source_message_id and m.sender_type = 'contact'
          where n.account_id = $1 and n.conversation_id = $2`;

const INSERT = `
  insert into archived_conversation (account_id, conversation_id, inbox_id, display_id, contact_id, contact_name, contact_ids,
         message_count, first_message_at, last_message_at, file_id, created_at)
  select $1, $2, $3, $4, $5, (select name from contact where account_id = $1 and id = $5),
         (select array_agg(id) from (${CONTACTS}) c where id is not null),
         count(*), min(m.created_at), max(m.created_at), $6, $7
    from message m where m.account_id = $1 and m.conversation_id = $2 and m.kind in ('message', 'note')
  returning id`;

type Shown = ArchivedConversationRow & Pick<ArchiveDto, "document" | "attachments">;

const SHOWN = `
  select ${select(ARCHIVED_CONVERSATION_COLUMNS, "r")}, ${SHOWN_FILE} as document,
         coalesce((select jsonb_agg(${SHOWN_FILE} order by f.id) from archived_file l
                     join file f on f.account_id = l.account_id and f.id = l.file_id
                    where l.account_id = r.account_id and l.archive_id = r.id), '[]') as attachments
    from archived_conversation r join file f on f.account_id = r.account_id and f.id = r.file_id
   where r.account_id = $1 and ($2::bigint[] is null or r.inbox_id = any($2::bigint[]))`;

/** `inboxIds` null: of all inboxes. */
type Reach = { accountId: number; inboxIds: readonly number[] | null };

export type ArchiveFilter = {
  inboxId?: number | undefined;
  displayId?: number | undefined;
  /** Part of the contact's name, in any case. */
  contactName?: string | undefined;
  /** Of the number and the name one is enough. */
  isEither?: boolean | undefined;
};

const NAMED = "strpos(lower(r.contact_name), lower($5)) > 0";
const EITHER = `(r.display_id = $4 or coalesce(${NAMED}, false))`;

/** A page of archives, newest first, `before` an id. Index: archived_conversation_pkey, archived_conversation_number. */
export async function pageArchives(
  db: Db,
  { accountId, inboxIds }: Reach,
  {
    inboxId,
    displayId,
    contactName,
    isEither,
    before,
    limit,
  }: ArchiveFilter & { before: number | null; limit: number },
): Promise<ArchiveDto[]> {
  const rows = await db.query<Shown>(
    `${SHOWN} and ($3::bigint is null or r.inbox_id = $3) and ($6::bigint is null or r.id < $6)
        and ${isEither ? EITHER : `($4::bigint is null or r.display_id = $4) and ($5::text is null or ${NAMED})`}
      order by r.id desc limit $7`,
    [accountId, inboxIds, inboxId ?? null, displayId ?? null, contactName ?? null, before, limit],
  );
  return rows.map(toArchiveDto);
}

/** An archive of one of these inboxes, or null. */
export async function findArchive(
  db: Db,
  { accountId, inboxIds }: Reach,
  id: number,
): Promise<ArchiveDto | null> {
  const [row] = await db.query<Shown>(`${SHOWN} and r.id = $3`, [accountId, inboxIds, id]);
  return row ? toArchiveDto(row) : null;
}

const toArchiveDto = ({
  fileId: _,
  createdAt,
  firstMessageAt,
  lastMessageAt,
  ...row
}: Shown): ArchiveDto => ({
  ...row,
  firstMessageAt: firstMessageAt?.toISOString() ?? null,
  lastMessageAt: lastMessageAt?.toISOString() ?? null,
  archivedAt: createdAt.toISOString(),
});

/** Locks an archive, or null. */
export const lockArchive = (tx: Tx, id: number): Promise<ArchivedConversationRow | null> =>
  lockRow<ArchivedConversationRow>(tx, "archived_conversation", {
    id,
    columns: ARCHIVED_CONVERSATION_COLUMNS,
  });

/** Deletes these archives with their files, except files that something else has. A trigger queues their bytes. */
export async function deleteArchives(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `with archives as (
       delete from archived_conversation where account_id = $1 and id = any($2::bigint[]) returning file_id),
     links as (
       delete from archived_file where account_id = $1 and archive_id = any($2::bigint[]) returning file_id)
     delete from file f where f.account_id = $1 and (f.id in (select file_id from archives) or (
       f.id in (select file_id from links)
         and not exists (select 1 from message_attachment a where a.account_id = $1 and a.file_id = f.id)
         and not exists (select 1 from archived_file l
                          where l.account_id = $1 and l.file_id = f.id and l.archive_id <> all($2::bigint[]))))`,
    [tx.caller.accountId, ids],
  );
}

/** The same for the archives that may have data of these contacts. Index: archived_conversation_contacts. */
export async function deleteArchivesAbout(tx: Tx, contactIds: readonly number[]): Promise<void> {
  const rows = await tx.query<{ id: number }>(
    `select id from archived_conversation
      where account_id = $1 and contact_ids && $2::bigint[] order by id for update`,
    [tx.caller.accountId, contactIds],
  );
  await deleteArchives(
    tx,
    rows.map(({ id }) => id),
  );
}

/** Whether an archive may have data of these contacts and is of an inbox on legal hold. Index: archived_conversation_contacts. */
export async function isArchivedOnHold(tx: Tx, contactIds: readonly number[]): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from archived_conversation r
       join inbox i on i.account_id = r.account_id and i.id = r.inbox_id and i.legal_hold
      where r.account_id = $1 and r.contact_ids && $2::bigint[] limit 1`,
    [tx.caller.accountId, contactIds],
  );
  return rows.length > 0;
}
