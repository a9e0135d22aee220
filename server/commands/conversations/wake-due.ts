import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { signalInto } from "./change-status";

/**
 * Wakes a conversation whose snooze has run out; null when by now it is no longer due: an agent reopened it, snoozed it
 * for longer, or put it into the trash.
 */
export async function wakeDue(
  tx: Tx,
  { conversationId }: { conversationId: number },
): Promise<ConversationRow | null> {
  const before = await lockConversation(tx, { conversationId });
  const isDue = before?.lifecycle === "live" && before.snoozedUntil !== null && before.snoozedUntil <= tx.now;
  return isDue ? signalInto(tx, before, { signal: "wake", until: null }) : null;
}
