import type { ContactDto, ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import { agentJson } from "@/server/dialects/chatwoot/json/agent-json";
import { contactJson } from "@/server/dialects/chatwoot/json/contact-json";
import { channelTypeOf } from "@/server/dialects/chatwoot/json/inbox-json";
import { messageJson } from "@/server/dialects/chatwoot/json/message-json";
import { pushMessageJson } from "@/server/dialects/chatwoot/json/push-message-json";
import { seconds, secondsOrZero } from "@/server/dialects/chatwoot/json/wire-time";
import type { Rendering } from "@/server/files/rendered";
import type { ConversationDetails } from "@/server/queries/conversations/list-conversation-details";
import type { AgentsByActor } from "@/server/queries/members/find-agents";

/** What the webhook of a message shows. */
export type WebhookContext = {
  account: { id: number; name: string };
  rendering: Rendering;
  conversation: ConversationDto;
  contact: ContactDto;
  inbox: InboxDto;
  details: Pick<ConversationDetails, "sourceId" | "firstReplyAt" | "agentSeenAt">;
  agents: AgentsByActor;
};

/** The body of `message_created`, and of `message_updated`, for an outgoing message. */
export function messageWebhookJson(event: string, message: MessageDto, context: WebhookContext) {
  const { account, inbox, conversation, contact, agents, rendering } = context;
  const shown = messageJson(message, {
    accountId: account.id,
    rendering,
    conversation,
    inbox,
    contact,
    agents,
  });
  return {
    event,
    id: message.id,
    content: shown.content,
    content_type: shown.content_type,
    content_attributes: shown.content_attributes,
    additional_attributes: {},
    message_type: message.direction === "in" ? "incoming" : "outgoing",
    created_at: message.createdAt,
    private: shown.private,
    source_id: message.sourceId,
    // Not in Chatwoot: it lets a program tell a message that was sent again.
    status: shown.status,
    sender: senderJson(message, context),
    account,
    inbox: { id: inbox.id, name: inbox.name },
    conversation: conversationWebhookJson(message, context),
    ...(shown.attachments && { attachments: shown.attachments }),
  };
}

function senderJson({ sender }: MessageDto, { agents, contact }: WebhookContext): object | null {
  if (sender.type === "contact") return contactJson(contact);
  if (sender.type === "bot") return { id: sender.id, name: sender.name, type: "agent_bot" };
  const agent = agents.get(actorKey(sender));
  if (!agent && sender.type === "system") return null;
  return {
    id: agent?.id ?? sender.id,
    name: agent?.name ?? sender.name,
    available_name: agent?.name ?? sender.name,
    email: agent?.email ?? null,
    type: "user",
  };
}

/** A conversation in a webhook. `messages` has exactly this message: receivers send each of them. */
function conversationWebhookJson(message: MessageDto, context: WebhookContext) {
  const { account, rendering, conversation, contact, inbox, details, agents } = context;
  const pushed = pushMessageJson(message, {
    accountId: account.id,
    rendering,
    conversation,
    inbox,
    contact,
    agents,
    sourceId: details.sourceId,
  });
  const { assigneeId } = conversation;
  const assignee = assigneeId === null ? undefined : agents.get(actorKey({ type: "user", id: assigneeId }));
  return {
    additional_attributes: conversation.additionalAttributes,
    can_reply: true,
    channel: channelTypeOf(inbox),
    contact_inbox: {
      contact_id: contact.id,
      inbox_id: conversation.inboxId,
      source_id: details.sourceId,
      hmac_verified: false,
    },
    id: conversation.displayId,
    inbox_id: conversation.inboxId,
    messages: [pushed],
    labels: conversation.labels,
    meta: {
      sender: contactJson(contact),
      assignee: assignee ? agentJson(assignee, account.id, rendering) : null,
      assignee_type: assignee ? "User" : null,
      team: null,
      hmac_verified: false,
    },
    status: conversation.status,
    custom_attributes: conversation.customAttributes,
    snoozed_until: conversation.snoozedUntil,
    unread_count: conversation.unreadCount,
    first_reply_created_at: details.firstReplyAt,
    priority: conversation.priority,
    waiting_since: secondsOrZero(conversation.waitingSince),
    agent_last_seen_at: secondsOrZero(details.agentSeenAt),
    contact_last_seen_at: secondsOrZero(conversation.contactSeenAt),
    last_activity_at: seconds(conversation.lastActivityAt),
    timestamp: seconds(conversation.lastActivityAt),
    created_at: seconds(conversation.createdAt),
    updated_at: Date.parse(conversation.updatedAt) / 1000,
  };
}
