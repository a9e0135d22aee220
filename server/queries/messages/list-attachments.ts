import type { Attachment } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { readAttachments } from "@/server/store/files/shown-attachments";

/** The files of messages that the caller was allowed to read, by message; without those that have none. */
export const listAttachments = (
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, Attachment[]>> => readAttachments(db, accountId, messageIds);
