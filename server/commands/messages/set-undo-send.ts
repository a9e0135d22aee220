import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { saveUndoSend } from "@/server/store/messages/undo-send";

/** `seconds`: 0 to 60. */
export type SetUndoSend = { seconds: number };

/** Sets for how long the caller's own messages may be withdrawn; 0 = they leave at once. Theirs alone, so no event. */
export async function setUndoSend(tx: Tx, { seconds }: SetUndoSend): Promise<void> {
  if (tx.caller.userId === null) throw new Refusal("auth.forbidden");
  await saveUndoSend(tx, tx.caller.userId, seconds);
}
