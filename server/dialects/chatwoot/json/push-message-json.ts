import type { ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import { isUnwritten, type MessageContext, messageJson } from "./message-json";
import { seconds } from "./wire-time";

export type PushContext = MessageContext & {
  conversation: ConversationDto;
  /** The contact's name in the inbox. */
  sourceId: string;
};

const SENDER_TYPE = {
  contact: "Contact",
  user: "User",
  token: "User",
  bot: "AgentBot",
  system: null,
} satisfies Record<MessageDto["sender"]["type"], string | null>;

/** A message with all its columns, as part of a conversation. */
export function pushMessageJson(message: MessageDto, context: PushContext) {
  const { conversation, agents } = context;
  const sender = isUnwritten(message) ? null : message.sender;
  const shown = messageJson(message, context);
  return {
    ...shown,
    account_id: context.accountId,
    updated_at: message.updatedAt,
    sender_type: sender && SENDER_TYPE[sender.type],
    sender_id: sender && (agents.get(actorKey(sender))?.id ?? sender.id),
    external_source_ids: {},
    additional_attributes: {},
    processed_message_content: shown.content,
    sentiment: {},
    conversation: {
      assignee_id: conversation.assigneeId,
      unread_count: conversation.unreadCount,
      last_activity_at: seconds(conversation.lastActivityAt),
      contact_inbox: { source_id: context.sourceId },
    },
  };
}
