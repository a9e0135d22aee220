import type { Attachment, MessageDto } from "@/server/contract/_shared/dto";
import type { FileDto } from "@/server/contract/file/file";
import type { FileFailure, FileState } from "@/server/domain/message/file";
import { type Db, one } from "@/server/store/_postgres/db";
import { refuseTaken } from "@/server/store/_postgres/refuse-taken";
import type { Tx } from "@/server/store/events/tx";

/** A file's metadata. Its bytes are in the file store, under `key`. */
export type FileRow = {
  id: number;
  name: string;
  contentType: string;
  bytes: number;
  sha256: string | null;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  key: string;
  previewKey: string | null;
  state: FileState;
  failure: FileFailure | null;
  creatorType: string;
  creatorId: number | null;
  /** Since when nothing has it; null: a message, canned reply, member or account has. */
  unattachedSince: Date | null;
  createdAt: Date;
};

export const FILE_COLUMNS = `id, name, content_type as "contentType", bytes, sha256, width, height,
  duration_ms as "durationMs", key, preview_key as "previewKey", state, failure, creator_type as "creatorType",
  creator_id as "creatorId", unattached_since as "unattachedSince", created_at as "createdAt"`;

export type NewFile = Pick<FileRow, "name" | "key" | "state"> &
  Partial<Pick<FileRow, "failure" | "contentType" | "bytes">> & {
    accountId: number;
    creator: MessageDto["sender"];
    /** Sealed. */
    sourceUrl?: string;
    /** Of a direct upload. */
    uploadId?: string;
    now: Date;
  };

/** Inserts a file that nothing has yet. A pending one is fetched by the worker immediately. Refuses the second of an upload. */
export async function insertFile(db: Db, file: NewFile): Promise<FileRow> {
  const inserted = db.query<FileRow>(
    `insert into file (account_id, name, key, state, failure, content_type, bytes, source_url, creator_type, creator_id,
                       unattached_since, created_at, work_due_at, upload_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13) returning ${FILE_COLUMNS}`,
    [
      file.accountId,
      file.name,
      file.key,
      file.state,
      file.failure ?? null,
      file.contentType ?? "application/octet-stream",
      file.bytes ?? 0,
      file.sourceUrl ?? null,
      file.creator.type,
      file.creator.id,
      file.now,
      file.state === "pending" ? file.now : null,
      file.uploadId ?? null,
    ],
  );
  return one(await refuseTaken({ file_upload: { code: "file.attached", field: "uploadId" } }, inserted));
}

export type StoredBytes = Pick<FileRow, "contentType" | "bytes"> & { sha256: string };

/**
 * The bytes of an uploading file are stored; null when its row was deleted meanwhile. `isInspected`: there is nothing that the
 * worker can learn of it.
 */
export async function saveStored(
  db: Db,
  accountId: number,
  { id, contentType, bytes, sha256, now, isInspected }: StoredBytes & SavedBytes,
): Promise<FileRow | null> {
  const [file] = await db.query<FileRow>(
    `update file set state = 'ready', content_type = $3, bytes = $4, sha256 = $5, work_due_at = $6
      where account_id = $1 and id = $2 and state = 'uploading' returning ${FILE_COLUMNS}`,
    [accountId, id, contentType, bytes, sha256, isInspected ? null : now],
  );
  return file ?? null;
}

type SavedBytes = { id: number; now: Date; isInspected: boolean };

/** An uploading file could not be taken. Its row says so on the message that it belongs to. */
export async function saveNotTaken(
  db: Db,
  accountId: number,
  { id, failure, bytes }: { id: number; failure: FileFailure; bytes: number },
): Promise<FileRow> {
  return one(
    await db.query<FileRow>(
      `update file set state = 'failed', failure = $3, bytes = $4
        where account_id = $1 and id = $2 and state = 'uploading' returning ${FILE_COLUMNS}`,
      [accountId, id, failure, bytes],
    ),
  );
}

/** Deletes files that nothing has; a trigger queues their bytes for removal. */
export const deleteUnattached = (db: Db, accountId: number, ids: readonly number[]): Promise<unknown> =>
  db.query(
    "delete from file where account_id = $1 and id = any($2::bigint[]) and unattached_since is not null",
    [accountId, ids],
  );

/** Locks files in ascending order of id. Index: file_pkey. */
export const lockFiles = (tx: Tx, ids: readonly number[]): Promise<FileRow[]> =>
  tx.query<FileRow>(
    `select ${FILE_COLUMNS} from file where account_id = $1 and id = any($2::bigint[]) order by id for no key update`,
    [tx.caller.accountId, ids],
  );

/** The same, returned in the given order. One that was deleted meanwhile is missing. */
export async function lockFilesInOrder(tx: Tx, ids: readonly number[]): Promise<FileRow[]> {
  if (ids.length === 0) return [];
  const byId = new Map((await lockFiles(tx, ids)).map((file) => [file.id, file]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** A file with what has it: inboxes are those of the conversations whose messages have it. */
export type PlacedFile = FileRow & {
  accountId: number;
  inboxIds: number[];
  /** Only deleted messages have it. */
  isRemoved: boolean;
  /** It is the picture of a member, or the account's. */
  isPicture: boolean;
  /** It is on a canned reply that is not a member's own. */
  isCanned: boolean;
};

/**
 * A stored file, of one account or of any. Null while it is uploaded. Index: file_id, message_attachment_file,
 * message_pkey, conversation_pkey, member_avatar, account_pkey, canned_reply_file_file.
 */
export async function findFile(
  db: Db,
  { accountId, id }: { accountId: number | null; id: number },
): Promise<PlacedFile | null> {
  const [found] = await db.query<PlacedFile>(
    `select f.account_id as "accountId", f.id, f.name, f.content_type as "contentType", f.bytes, f.sha256, f.width, f.height,
            f.duration_ms as "durationMs", f.key, f.preview_key as "previewKey", f.state, f.failure,
            f.creator_type as "creatorType", f.creator_id as "creatorId", f.unattached_since as "unattachedSince",
            f.created_at as "createdAt", coalesce(p.inbox_ids, '{}') as "inboxIds",
            coalesce(p.is_removed, false) as "isRemoved",
            exists (select 1 from member m where m.account_id = f.account_id and m.avatar_file_id = f.id)
              or exists (select 1 from account a where a.id = f.account_id and a.logo_file_id = f.id) as "isPicture",
            exists (select 1 from canned_reply_file l
                      join canned_reply r on r.account_id = l.account_id and r.id = l.canned_reply_id
                     where l.account_id = f.account_id and l.file_id = f.id and r.owner_id is null) as "isCanned"
       from file f left join lateral (
         select array_agg(distinct c.inbox_id) filter (where a.removed_at is null) as inbox_ids,
                bool_and(a.removed_at is not null) as is_removed
           from message_attachment a
           join message m on m.account_id = a.account_id and m.id = a.message_id
           join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
          where a.account_id = f.account_id and a.file_id = f.id) p on true
      where f.id = $1 and ($2::bigint is null or f.account_id = $2) and f.state <> 'uploading'`,
    [id, accountId],
  );
  return found ?? null;
}

export const toFileDto = (file: FileRow): FileDto => ({
  ...toAttachment(file),
  createdAt: file.createdAt.toISOString(),
});

/** What a message shows of a file. */
export const toAttachment = (file: FileRow): Attachment => ({
  id: file.id,
  name: file.name,
  contentType: file.contentType,
  bytes: file.bytes,
  sha256: file.sha256,
  width: file.width,
  height: file.height,
  durationMs: file.durationMs,
  hasPreview: file.previewKey !== null,
  state: file.state === "uploading" ? "pending" : file.state,
  failure: file.failure,
});
