import type { Caller } from "@/server/contract/_shared/caller";
import type { Attachment } from "@/server/contract/_shared/dto";
import { formatPosition } from "@/server/contract/event/cursor";
import type { MessageWithFiles } from "@/server/contract/file/message-with-files";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Database, Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { readAttachments } from "@/server/store/files/shown-attachments";

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
  return database.snapshot(async (db) => {
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
