import { findWritten } from "@/server/commands/messages/_steps/find-repeated";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SystemContent } from "@/server/contract/_shared/system-content";
import { renderSystemContent } from "@/server/contract/message/system-message";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { appendSystemMessage } from "@/server/store/messages/system-messages";
import type { SentMessage } from "./send-message";

export type PostSystemMessage = {
  conversation: ConversationRef;
  /** With `{name}` where a parameter goes. */
  template: string;
  translations?: SystemContent["translations"];
  parameters?: SystemContent["parameters"];
  clientId?: string | null;
  countsUnread?: boolean;
};

/**
 * Posts a message that nobody wrote: customers and agents see it, it is sent nowhere, and the conversation's status stays.
 * A message that the conversation has under the same `clientId` changes nothing.
 */
export async function postSystemMessage(tx: Tx, input: PostSystemMessage): Promise<SentMessage> {
  const { template, translations = {}, parameters = {}, clientId = null, countsUnread } = input;
  const conversation = await lockConversation(tx, input.conversation);
  if (!conversation) throw new Refusal("conversation.not_found");
  const system = { notice: null, template, translations, parameters };
  const place = { conversations: [conversation], kind: "system", direction: null } as const;
  const repeated = await findWritten(tx, place, { content: renderSystemContent(system, "en"), clientId });
  if (repeated) return repeated;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  return appendSystemMessage(tx, conversation, {
    system,
    clientId,
    ...(countsUnread === undefined ? {} : { countsUnread }),
  });
}
