import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { Attachment } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatPosition } from "@/server/contract/event/cursor";
import type { FileDto, MessageWithFiles } from "@/server/contract/file/file";
import { isAdministrative } from "@/server/domain/member/role";
import { fileKind } from "@/server/domain/message/file";
import { mayUseReply } from "@/server/domain/organising/canned-reply";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database, Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { toFileDto } from "@/server/store/files/files";
import { findFile, type PlacedFile } from "@/server/store/files/find-file";
import { readAttachments } from "@/server/store/files/shown-attachments";
import { listTeamIdsOf } from "@/server/store/organising/teams";

/**
 * A file that the caller uploaded, that is on a message which they may see, that is a picture of a member or of the account, or
 * that is on a canned reply which they may use, and for administrators any; refuses any other as not found.
 */
export async function getFile(
  { database }: { database: Database },
  caller: Caller,
  fileId: number,
): Promise<FileDto> {
  const file = await findFile(database, { accountId: caller.accountId, id: fileId });
  if (!file || !(await maySeeFile(database, caller, file))) throw new Refusal("file.not_found");
  return toFileDto(file);
}

/** Whether the caller is an administrator, uploaded the file, or may see or use what has it: all members see pictures. */
async function maySeeFile(db: Db, caller: Caller, file: PlacedFile): Promise<boolean> {
  const { creatorType, creatorId, inboxIds, isRemoved, isPicture, cannedReplies } = file;
  if (isRemoved) return false;
  const isSeen =
    isPicture ||
    isAdministrative(caller) ||
    (caller.actor.type === creatorType && caller.actor.id === creatorId) ||
    inboxIds.some((inboxId) => maySee(caller, { inboxId }));
  if (isSeen || cannedReplies.length === 0) return isSeen;
  const { accountId, userId } = caller;
  const teamIds = userId === null ? [] : await listTeamIdsOf(db, accountId, userId);
  return cannedReplies.some((reply) => mayUseReply(reply, { ...caller, teamIds }));
}

/** The bytes to serve. `bytes` null: their number is that of the store. */
export type ServedFile = { key: string; name: string; contentType: string; bytes: number | null };

type Wanted = { id: number; isPreview: boolean };

/** A file, or its preview, for a signed-in member; refuses what they may not see as not found. */
export async function findFileFor(
  { database }: { database: Database },
  caller: Caller,
  { id, isPreview }: Wanted,
): Promise<ServedFile> {
  const file = await findFile(database, { accountId: caller.accountId, id });
  if (!file || !(await maySeeFile(database, caller, file))) throw new Refusal("file.not_found");
  return servedOf(file, isPreview);
}

/** The same for an address whose signature was checked: `database` reaches all accounts. */
export async function findSignedFile(
  { database }: { database: Database },
  { id, isPreview }: Wanted,
): Promise<ServedFile> {
  const file = await findFile(database, { accountId: null, id });
  if (!file || file.isRemoved) throw new Refusal("file.not_found");
  return servedOf(file, isPreview);
}

/** The type of every preview. */
const PREVIEW_TYPE = "image/webp";

/** An image without a preview yet is served itself: a new picture is shown immediately. */
function servedOf(file: PlacedFile, isPreview: boolean): ServedFile {
  if (file.state !== "ready") throw new Refusal("file.not_found");
  const { name, contentType, bytes, key, previewKey } = file;
  const isOriginal = !isPreview || (previewKey === null && fileKind(contentType) === "image");
  if (isOriginal) return { key, name, contentType, bytes };
  if (previewKey === null) throw new Refusal("file.not_found");
  return { key: previewKey, name: `${name}.webp`, contentType: PREVIEW_TYPE, bytes: null };
}

/** The files of these direct uploads, by the upload's id; those without bytes yet are missing. Index: file_upload. */
export async function findUploads(
  db: Db,
  accountId: number,
  uploadIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ uploadId: string; id: number }>(
    `select upload_id as "uploadId", id from file
      where account_id = $1 and upload_id = any($2::uuid[]) and state = 'ready'`,
    [accountId, uploadIds],
  );
  return new Map(rows.map(({ uploadId, id }) => [uploadId, id]));
}

/** The files of messages that the caller was allowed to read, by message; without those that have none. */
export const listAttachments = (
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, Attachment[]>> => readAttachments(db, accountId, messageIds);

export type ListFiles = { conversation: ConversationRef; cursor?: string | null; limit: number };

/** The messages and notes of a conversation that have files, newest first; keyset on the number. */
export function listFiles(
  database: Database,
  caller: Caller,
  input: ListFiles,
): Promise<Page<MessageWithFiles>> {
  const [before] = positionOf(input.cursor, ["number"]) ?? [NUMBER_AFTER_ALL];
  return atReplica(database).snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, input.conversation);
    const rows = await db.query<MessageRow>(PAGE, [
      caller.accountId,
      conversation.id,
      before,
      input.limit + 1,
    ]);
    const data = rows.slice(0, input.limit).map(toMessageWithFiles);
    const last = data.at(-1);
    return {
      data,
      nextCursor: rows.length > input.limit && last ? formatPosition([last.number]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

const NUMBER_AFTER_ALL = 2 ** 31 - 1;

/** Index: message_with_files. */
const PAGE = statement(
  `select ${select(MESSAGE_COLUMNS)} from message
    where account_id = $1 and conversation_id = $2 and number < $3 and attachments is not null
    order by number desc limit $4`,
);

function toMessageWithFiles(row: MessageRow): MessageWithFiles {
  const { id, version, number, kind, createdAt, sender, attachments = [] } = toMessageDto(row);
  return { id, version, number, kind, createdAt, sender, attachments };
}
