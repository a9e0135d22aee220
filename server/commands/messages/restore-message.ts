import { isWriter, lockMessageToChange } from "@/server/commands/conversations/_steps/lock-changeable";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { saveStanding } from "@/server/store/conversations/standing";
import type { Tx } from "@/server/store/events/tx";
import { saveRestored } from "@/server/store/messages/revisions";

/** Restores the caller's deleted message, within a day or while its inbox is on legal hold. Others stay as they are. */
export async function restoreMessage(tx: Tx, { messageId }: { messageId: number }): Promise<MessageRow> {
  const { message, conversation } = await lockMessageToChange(tx, messageId);
  if (!isWriter(tx, message)) throw new Refusal("message.not_yours");
  if (message.deletedAt === null) return message;
  const restored = await saveRestored(tx, message);
  if (!restored) throw new Refusal("undo.not_found");
  await saveStanding(tx, conversation, { message: restored, cause: null });
  return restored;
}
