import { assignConversation } from "@/server/commands/conversations/assign-conversation";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { type SendMessage, type SentMessage, sendMessage } from "@/server/commands/messages/send-message";
import { lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

/** An agent answers: takes the conversation over if nobody has, opens it if it waits, sees what came, sends. */
export async function answer(tx: Tx, input: SendMessage): Promise<SentMessage> {
  const { conversation } = input;
  const before = await lockConversation(tx, conversation);
  if (!before) throw new Error("there is nothing to answer");
  if (before.status === "pending" || before.status === "resolved")
    await changeStatus(tx, { conversation, signal: "reopen" });
  if (before.assigneeId === null)
    await assignConversation(tx, { conversation, assigneeId: tx.caller.userId });
  if (before.unreadCount > 0) await markSeen(tx, { conversation, number: before.lastNumber });
  return sendMessage(tx, input);
}
