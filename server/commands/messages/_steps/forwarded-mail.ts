import { takeFiles } from "@/server/commands/_steps/take-files";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { OutgoingEmail } from "@/server/contract/message/message-email";
import { hasMailHeaders } from "@/server/domain/inbox/channel";
import { MESSAGE_FILES_BOUND } from "@/server/domain/message/file";
import { forwardedOf, withForwardedText } from "@/server/domain/message/forwarded-text";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";
import { type FileRow, lockFilesInOrder } from "@/server/store/files/files";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import { type ForwardedMessage, lockForwarded } from "@/server/store/messages/forwarded-mails";

/** What a message gets from the one that it forwards. */
export type ForwardedParts = {
  content: string;
  /** Of the files of the forwarded message, which both have. */
  forwardedFileIds: readonly number[];
  /** The mail that is forwarded; null: it is no mail. */
  forwardedMail: ForwardedMessage["email"];
};

type Place = { conversation: ConversationRow; inbox: InboxRow };

/**
 * Puts a message of the locked conversation below the text of the one that forwards it. Nothing for a message that forwards none.
 * Refuses a note, which is for members alone, as unknown; and a mail without a recipient in `to`.
 */
export async function forwardedParts(
  tx: Tx,
  { conversation, inbox }: Place,
  { content, email }: { content: string; email?: OutgoingEmail | undefined },
): Promise<ForwardedParts | null> {
  if (email?.forwards === undefined || !hasMailHeaders(inbox.channel)) return null;
  const message = await lockForwarded(tx, { conversationId: conversation.id, messageId: email.forwards });
  if (message?.kind !== "message") throw new Refusal("message.not_found", { field: "email.forwards" });
  const forwarded = forwardedOf(message);
  if (forwarded.text === "" && message.fileIds.length === 0)
    throw new Refusal("message.deleted", { field: "email.forwards" });
  if (!email.to?.length) throw new Refusal("message.no_recipient", { field: "email.to" });
  return {
    content: withForwardedText(content, forwarded, CONTENT_CHARS_MAX),
    forwardedFileIds: message.fileIds,
    forwardedMail: message.email,
  };
}

type WithFiles = {
  content: string;
  contentType?: string | undefined;
  fileIds?: readonly number[] | undefined;
  forwarded?: Pick<ForwardedParts, "forwardedFileIds"> | undefined;
};

/** The files of the forwarded message, and the caller's own uploads. */
export async function filesOf(tx: Tx, message: WithFiles): Promise<FileRow[]> {
  const forwardedIds = message.forwarded?.forwardedFileIds ?? [];
  if (forwardedIds.length + (message.fileIds?.length ?? 0) > MESSAGE_FILES_BOUND)
    throw new Refusal("file.too_many", { field: "fileIds" });
  const forwarded = forwardedIds.length === 0 ? [] : await lockFilesInOrder(tx, forwardedIds);
  return [...forwarded, ...(await takeFiles(tx, message))];
}
