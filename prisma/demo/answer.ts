import { assignConversation } from "@/server/commands/assign-conversation";
import { changeStatus } from "@/server/commands/change-status";
import { markSeen } from "@/server/commands/mark-seen";
import { type SendMessage, type SentMessage, sendMessage } from "@/server/commands/send-message";
import { lockConversation } from "@/server/store/conversations";
import type { Tx } from "@/server/store/tx";

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
