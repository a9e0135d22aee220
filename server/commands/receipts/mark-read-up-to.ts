import { lockExisting } from "@/server/commands/conversations/_steps/lock-live";
import { applyReadUpTo } from "@/server/domain/message/tick";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { tickOf } from "@/server/store/_rows/message-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockUnreadOut } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";

/** `at`: until when the contact has read; absent or in the future = now. */
export type MarkReadUpTo = { conversation: ConversationRef; at?: Date | null };

/** The contact has read up to `at`: messages sent by then become read, pending ones once they are sent. */
export async function markReadUpTo(tx: Tx, input: MarkReadUpTo): Promise<ConversationRow> {
  const before = await lockExisting(tx, input.conversation);
  const at = input.at && input.at < tx.now ? input.at : tx.now;
  if (before.contactSeenAt && before.contactSeenAt >= at) return before;

  const after = await saveConversation(tx, before, { contactSeenAt: at }, { type: "conversation.seen" });
  const saves = (await lockUnreadOut(tx, before.id)).flatMap((row) => {
    const known = tickOf(row);
    const tick = known && applyReadUpTo(known, at);
    return tick && tick.status !== row.status ? [{ before: row, tick, sourceId: row.sourceId }] : [];
  });
  const receipts = saves.map(({ before: row }) => ({
    messageId: row.id,
    conversationId: row.conversationId,
    attempt: row.attempt,
    signal: "read" as const,
    result: "applied" as const,
    sourceId: null,
    error: null,
    actor: tx.caller.actor,
    at,
    receivedAt: tx.now,
  }));
  saveTicks(tx, { saves, receipts });
  return after;
}
