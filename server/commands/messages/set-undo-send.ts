import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetUndoSendInput } from "@/server/contract/member/inputs";
import type { Tx } from "@/server/store/events/tx";
import { saveUndoSend } from "@/server/store/messages/undo-send";

/** `seconds`: 0 to 60. */
/** Sets the undo window of the caller's own messages; 0 = none. Only they see it, so there is no event. */
export async function setUndoSend(tx: Tx, { seconds }: SetUndoSendInput): Promise<void> {
  if (tx.caller.userId === null) throw new Refusal("auth.forbidden");
  await saveUndoSend(tx, tx.caller.userId, seconds);
}
