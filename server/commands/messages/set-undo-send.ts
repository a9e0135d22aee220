import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetUndoSendInput } from "@/server/contract/member/inputs";
import type { Tx } from "@/server/store/events/tx";
import { saveUndoSend } from "@/server/store/messages/undo-send";

/** `seconds`: 0 to 60. */
/** Sets for how long the caller's own messages may be withdrawn; 0 = they leave at once. Theirs alone, so no event. */
export async function setUndoSend(tx: Tx, { seconds }: SetUndoSendInput): Promise<void> {
  if (tx.caller.userId === null) throw new Refusal("auth.forbidden");
  await saveUndoSend(tx, tx.caller.userId, seconds);
}
