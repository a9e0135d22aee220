import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetPriorityInput } from "@/server/contract/conversation/inputs";
import type { Priority } from "@/server/domain/conversation/conversation";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { lockExisting } from "./_steps/lock-live";

/** `priority: null` removes it. */
export type SetPriority = { conversation: ConversationRef } & SetPriorityInput;

/** Sets a conversation's priority. Without a change it returns the row as is and creates no event. */
export async function setPriority(tx: Tx, { conversation, priority }: SetPriority): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  return prioritiseInto(tx, before, priority);
}

/** `setPriority` for a conversation that is locked already. */
export async function prioritiseInto(
  tx: Tx,
  before: ConversationRow,
  priority: Priority | null,
): Promise<ConversationRow> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  if (before.priority === priority) return before;
  return saveConversation(tx, before, { priority }, { type: "conversation.priority_changed" });
}
