import {
  isWriter,
  lockChangeable,
  lockMessageToChange,
} from "@/server/commands/conversations/_steps/lock-conversation";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EditMessageInput } from "@/server/contract/message/inputs";
import { isGoneThere } from "@/server/domain/send/change";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { saveStanding } from "@/server/store/conversations/standing";
import type { Tx } from "@/server/store/events/tx";
import { readLength } from "@/server/store/inboxes/inbox-facts";
import { saveDeleted, saveEdited, saveRestored } from "@/server/store/messages/revisions";
import { listWithdrawable } from "@/server/store/messages/undo-windows";
import { dropDeletion, lockMessageChange } from "@/server/store/sends/message-changes";
import { requireLength } from "./_steps/outgoing-limits";
import { takeOut } from "./_steps/take-out";

export type EditMessage = {
  messageId: number;
  /** When it was changed, by its provider: an edit from before the last one changes nothing. */
  at?: Date | undefined;
} & EditMessageInput;

/**
 * Changes the text of the caller's own message or note where that is possible. The earlier text is kept. A caption of
 * files may be emptied.
 */
export async function editMessage(tx: Tx, { messageId, content, at }: EditMessage): Promise<MessageRow> {
  const { message: before } = await lockChangeable(tx, "edit", messageId);
  if (content.trim() === "" && !before.attachments)
    throw new Refusal("message.content_missing", { field: "content" });
  const isOurs = before.kind === "message" && before.direction === "out";
  // What a channel reports was sent by another way: it is stored as it is.
  if (isOurs && tx.caller.role !== "system") requireLength(content, await readLength(tx, before.inboxId));
  const isLate = at !== undefined && before.editedAt !== null && at < before.editedAt;
  if (isLate || before.content === content) return before;
  const after = await saveEdited(tx, before, { content, at });
  await takeOut(tx, before, "edit");
  return after;
}

/**
 * Deletes the caller's own message or note where that is possible; for a token on an `api` inbox also a customer's, which the
 * customer took back. Its place shows who deleted it, and lists show the message before it. It can be restored
 * for a day, and while its inbox is on legal hold, but not once the channel has deleted it for the customer. Refuses one within its
 * undo window: withdraw it.
 */
export async function deleteMessage(tx: Tx, { messageId }: { messageId: number }): Promise<MessageRow> {
  const { message, conversation } = await lockChangeable(tx, "delete", messageId);
  if ((await listWithdrawable(tx, [message])).size > 0) throw new Refusal("message.held");
  const deleted = await saveDeleted(tx, message);
  await takeOut(tx, message, "delete");
  await saveStanding(tx, conversation, { message: deleted, cause: null });
  return deleted;
}

/** Restores the caller's deleted message, within a day or while its inbox is on legal hold. Others stay as they are. */
export async function restoreMessage(tx: Tx, { messageId }: { messageId: number }): Promise<MessageRow> {
  const { message, conversation } = await lockMessageToChange(tx, messageId);
  if (!isWriter(tx, message)) throw new Refusal("message.not_yours");
  if (message.deletedAt === null) return message;
  const change = await lockMessageChange(tx, messageId);
  if (change && isGoneThere(change)) throw new Refusal("message.taken_back");
  const restored = await saveRestored(tx, message);
  if (!restored) throw new Refusal("undo.not_found");
  if (change) await dropDeletion(tx, messageId);
  await saveStanding(tx, conversation, { message: restored, cause: null });
  return restored;
}
