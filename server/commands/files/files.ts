import { isDeepStrictEqual } from "node:util";
import { takeUpload } from "@/server/commands/_steps/take-files";
import type { FileDto } from "@/server/contract/file/file";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { lockConversations } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { toFileDto } from "@/server/store/files/files";
import { listMessagesWith, readAttachments, saveAttachments } from "@/server/store/files/shown-attachments";
import { lockMessages } from "@/server/store/messages/messages";

/** Answers an upload with its file, which is stored already. Records nothing: the file is on no message yet. */
export async function acceptUpload(tx: Tx, { fileId }: { fileId: number }): Promise<FileDto> {
  return toFileDto(await takeUpload(tx, fileId, "file"));
}

type RenewAttachments = { fileId: number };

/**
 * Brings what messages show of a file up to date with the file's row. Messages of purged conversations and deleted messages
 * are left out. Returns the changed messages by ascending id.
 */
export async function renewAttachments(tx: Tx, { fileId }: RenewAttachments): Promise<MessageRow[]> {
  const found = await listMessagesWith(tx, fileId);
  const conversations = await lockConversations(tx, [...new Set(found.map((one) => one.conversationId))]);
  const locked = new Set(conversations.map(({ id }) => id));
  const ids = found.flatMap((one) => (locked.has(one.conversationId) ? [one.messageId] : []));
  const messages = await lockMessages(tx, ids);
  const shown = await readAttachments(tx, tx.caller.accountId, ids);
  const changed: MessageRow[] = [];
  for (const before of messages) {
    const attachments = shown.get(before.id);
    if (!attachments || before.deletedAt !== null) continue;
    if (isDeepStrictEqual(before.attachments, attachments)) continue;
    changed.push(await saveAttachments(tx, before, attachments));
  }
  return changed;
}
