import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetPriorityInput } from "@/server/contract/conversation/inputs";
import type { Priority } from "@/server/domain/conversation/conversation";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import {
  type ConversationRef,
  lockConversation,
  saveConversation,
} from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

/** `priority: null` takes it away. */
export type SetPriority = { conversation: ConversationRef } & SetPriorityInput;

/** Says how urgent a conversation is; what changes nothing returns it as it is, without an event. */
export async function setPriority(tx: Tx, { conversation, priority }: SetPriority): Promise<ConversationRow> {
  const before = await lockConversation(tx, conversation);
  if (!before) throw new Refusal("conversation.not_found");
  return prioritiseInto(tx, before, priority);
}

/** Says how urgent a locked conversation is; what changes nothing returns it as it is, without an event. */
export async function prioritiseInto(
  tx: Tx,
  before: ConversationRow,
  priority: Priority | null,
): Promise<ConversationRow> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  if (before.priority === priority) return before;
  return saveConversation(tx, before, { priority }, { type: "conversation.priority_changed" });
}
