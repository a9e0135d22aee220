import type { SystemContent } from "@/server/contract/_shared/system-content";
import { renderSystemContent } from "@/server/contract/message/system-message";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { appendMessage, type NewMessage } from "./messages";

export type NewSystemMessage = { system: SystemContent } & Pick<NewMessage, "clientId" | "countsUnread">;

/** What every system message has in common: nobody wrote it, it has no tick, and `content` is it in English. */
export const systemMessageOf = (tx: Tx, { system, ...given }: NewSystemMessage): NewMessage => ({
  kind: "system",
  direction: null,
  content: renderSystemContent(system, "en"),
  sender: tx.caller.actor,
  tick: null,
  system,
  ...given,
});

/** Adds a system message to a locked conversation and records `message.created`. */
export const appendSystemMessage = (
  tx: Tx,
  conversation: ConversationRow,
  message: NewSystemMessage,
): Promise<{ message: MessageRow; conversation: ConversationRow }> =>
  appendMessage(tx, conversation, systemMessageOf(tx, message));
