import { Refusal } from "@/server/contract/refusal";
import type { MessageRow } from "@/server/store/message-row";
import { saveRestored } from "@/server/store/revisions";
import type { Tx } from "@/server/store/tx";
import { isWriter, lockMessageToChange } from "./lock-changeable";

/** Takes the deleting of the caller's own message back, within a day or while its conversation's inbox is on legal hold. One that is not deleted stays as it is. */
export async function restoreMessage(tx: Tx, { messageId }: { messageId: number }): Promise<MessageRow> {
  const { message } = await lockMessageToChange(tx, messageId);
  if (!isWriter(tx, message)) throw new Refusal("message.not_yours");
  if (message.deletedAt === null) return message;
  const restored = await saveRestored(tx, message);
  if (!restored) throw new Refusal("undo.not_found");
  return restored;
}
