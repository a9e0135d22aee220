import { lockChangeable } from "@/server/commands/conversations/_steps/lock-changeable";
import { Refusal } from "@/server/contract/_shared/refusal";
import { isInUndoWindow } from "@/server/domain/message/undo-window";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { saveStanding } from "@/server/store/conversations/standing";
import type { Tx } from "@/server/store/events/tx";
import { saveDeleted } from "@/server/store/messages/revisions";

/**
 * Deletes the caller's own message or note where that is possible; for a token on an `api` inbox also a customer's, which the
 * customer took back. Its place shows who deleted it, and lists show the message before it. It can be restored
 * for a day, and while its inbox is on legal hold. Refuses one within its undo window: withdraw it.
 */
export async function deleteMessage(tx: Tx, { messageId }: { messageId: number }): Promise<MessageRow> {
  const { message, conversation } = await lockChangeable(tx, "delete", messageId);
  if (isInUndoWindow(message, tx.now)) throw new Refusal("message.held");
  const deleted = await saveDeleted(tx, message);
  await saveStanding(tx, conversation, { message: deleted, cause: null });
  return deleted;
}
