import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { markAttention as save } from "@/server/store/push/push-devices";

/**
 * Stores that the caller gave an input in a window, or left it: pushes and mails wait meanwhile. It is no change, so there
 * is no event.
 */
export async function markAttention(
  tx: Tx,
  { sessionId, isHere }: { sessionId: string; isHere: boolean },
): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null || !(await save(tx, userId, { sessionId, isHere })))
    throw new Refusal("session.not_found");
}
