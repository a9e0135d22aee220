import type { ContactDto, ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import { agentJson } from "@/server/dialects/chatwoot/json/agent-json";
import type { FileRendering } from "@/server/dialects/chatwoot/json/attachment-json";
import { contactIdentityJson, contactJson, writerOf } from "@/server/dialects/chatwoot/json/contact-json";
import { channelTypeOf } from "@/server/dialects/chatwoot/json/inbox-json";
import { isUnwritten, messageJson, pushMessageJson } from "@/server/dialects/chatwoot/json/message-json";
import { seconds, secondsOrZero } from "@/server/dialects/chatwoot/json/wire-time";
import type { WebhookDetails } from "@/server/dialects/chatwoot/queries/list-webhook-details";
import type { AgentsByActor } from "@/server/queries/members/members";
import type { ChangedAttribute } from "./webhook-events";

type Account = { id: number; name: string };

/** What the webhook of a conversation or message shows. */
export type WebhookContext = {
  account: Account;
  rendering: FileRendering;
  conversation: ConversationDto;
  contact: ContactDto;
  inbox: Pick<InboxDto, "id" | "name" | "channel">;
  details: Omit<NonNullable<WebhookDetails["conversation"]>, "inbox">;
  agents: AgentsByActor;
};

/** An event's Chatwoot name, and what it changed. Upstream sends no changes of a message, and null for a status. */
type Told = { event: string; changed?: readonly ChangedAttribute[] };

const toldJson = ({ changed }: Told) => (changed === undefined ? {} : { changed_attributes: changed });

/** The body of `message_created` and `message_updated`. */
export function messageWebhookJson(told: Told, message: MessageDto, context: WebhookContext) {
  const { account, inbox } = context;
  const shown = messageJson(message, aroundOf(context));
  return {
    event: told.event,
    id: message.id,
    content: shown.content,
    content_type: shown.content_type,
    content_attributes: shown.content_attributes,
    additional_attributes: {},
    message_type: isUnwritten(message) ? "activity" : message.direction === "in" ? "incoming" : "outgoing",
    created_at: message.createdAt,
    private: shown.private,
    source_id: message.sourceId,
    // Not in Chatwoot: it lets a program tell a message that was sent again.
    status: shown.status,
    sender: senderJson(message, context),
    account,
    inbox: { id: inbox.id, name: inbox.name },
    conversation: conversationJson(message, context),
    ...(shown.attachments && { attachments: shown.attachments }),
    ...toldJson(told),
  };
}

/** The body of `conversation_*`. It has no key `conversation`: receivers tell messages by it. */
export const conversationWebhookJson = (told: Told, message: MessageDto | null, context: WebhookContext) => ({
  event: told.event,
  ...conversationJson(message, context),
  ...toldJson(told),
});

/** The body of `contact_created` and `contact_updated`. */
export const contactWebhookJson = (told: Told, contact: ContactDto, account: Account) => ({
  event: told.event,
  ...ownContactJson(contact, account),
  ...toldJson(told),
});

const ownContactJson = (contact: ContactDto, account: Account) => ({
  account,
  avatar: "",
  ...contactIdentityJson(contact),
});

function senderJson({ sender }: MessageDto, { account, agents, contact }: WebhookContext): object | null {
  if (sender.type === "contact") return ownContactJson(writerOf(sender, contact), account);
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

/** What a message is shown with. */
const aroundOf = ({ account, rendering, conversation, inbox, contact, agents }: WebhookContext) => ({
  accountId: account.id,
  rendering,
  conversation,
  inbox,
  contact,
  agents,
});

/** A message of the context's conversation with all its columns. */
export const pushedMessageJson = (message: MessageDto, context: WebhookContext) =>
  pushMessageJson(message, { ...aroundOf(context), sourceId: context.details.contactInbox.sourceId });

/** A conversation in a webhook. `messages` has exactly the given message: receivers send each of them. */
const conversationJson = (message: MessageDto | null, context: WebhookContext) => ({
  ...pushedConversationJson(message, context),
  account: context.account,
});

/** The same where the account is known. */
export function pushedConversationJson(message: MessageDto | null, context: WebhookContext) {
  const { conversation, contact, inbox, details } = context;
  const { contactInbox, firstReplyAt, agentSeenAt } = details;
  const pushed = message && pushedMessageJson(message, context);
  return {
    additional_attributes: conversation.additionalAttributes,
    can_reply: true,
    channel: channelTypeOf(inbox),
    contact_inbox: {
      id: contactInbox.id,
      contact_id: contact.id,
      inbox_id: conversation.inboxId,
      source_id: contactInbox.sourceId,
      created_at: contactInbox.createdAt,
      updated_at: contactInbox.createdAt,
      hmac_verified: false,
    },
    id: conversation.displayId,
    inbox_id: conversation.inboxId,
    messages: pushed ? [pushed] : [],
    labels: conversation.labels,
    meta: metaJson(context),
    status: conversation.status,
    custom_attributes: conversation.customAttributes,
    snoozed_until: conversation.snoozedUntil,
    unread_count: conversation.unreadCount,
    first_reply_created_at: firstReplyAt,
    priority: conversation.priority,
    waiting_since: secondsOrZero(conversation.waitingSince),
    agent_last_seen_at: secondsOrZero(agentSeenAt),
    contact_last_seen_at: secondsOrZero(conversation.contactSeenAt),
    last_activity_at: seconds(conversation.lastActivityAt),
    timestamp: seconds(conversation.lastActivityAt),
    created_at: seconds(conversation.createdAt),
    updated_at: Date.parse(conversation.updatedAt) / 1000,
  };
}

/** Unlike in the REST API, nobody is null. */
function metaJson({ account, rendering, conversation, contact, details, agents }: WebhookContext) {
  const { assigneeId } = conversation;
  const assignee = assigneeId === null ? undefined : agents.get(actorKey({ type: "user", id: assigneeId }));
  const { team } = details;
  const agent = assignee && agentJson(assignee, account.id, rendering);
  return {
    sender: { ...contactJson(contact), type: "contact" },
    assignee: agent ? { ...agent, avatar_url: agent.thumbnail, type: "user" } : null,
    assignee_type: assignee ? "User" : null,
    team: team && { id: team.id, name: team.name, account_id: account.id },
    hmac_verified: false,
  };
}
