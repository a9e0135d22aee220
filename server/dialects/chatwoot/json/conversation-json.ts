import type { ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import type { TeamDto } from "@/server/contract/organising/team";
import type { ConversationDetails } from "@/server/dialects/chatwoot/queries/list-conversation-details";
import type { Rendering } from "@/server/files/file-url";
import type { AgentsByActor } from "@/server/queries/members/members";
import { agentJson, teamJson } from "./agent-json";
import { contactJson } from "./contact-json";
import { channelTypeOf } from "./inbox-json";
import { pushMessageJson } from "./message-json";
import { seconds, secondsOrZero } from "./wire-time";

export type ConversationContext = {
  accountId: number;
  /** The user who asks: says whether the team is theirs. */
  viewerId?: number | null;
  rendering: Rendering;
  contact: ContactDto;
  details: ConversationDetails;
  agents: AgentsByActor;
  /** The teams of the conversations, by id; without them no team is shown. */
  teams?: ReadonlyMap<number, TeamDto>;
};

/** The maximum of the unread badge. */
const UNREAD_MAX = 10;

/** A conversation in the REST API; its `id` is the display id. */
export function conversationJson(conversation: ConversationDto, context: ConversationContext) {
  const { accountId, rendering, contact, details, agents } = context;
  const pushed = (message: MessageDto | null) =>
    message &&
    pushMessageJson(message, {
      accountId,
      rendering,
      conversation,
      contact,
      agents,
      sourceId: details.sourceId,
    });
  const last = pushed(details.lastLine);
  return {
    meta: meta(conversation, context),
    id: conversation.displayId,
    messages: last ? [last] : [],
    account_id: accountId,
    uuid: conversation.uuid,
    additional_attributes: conversation.additionalAttributes,
    agent_last_seen_at: secondsOrZero(details.agentSeenAt),
    assignee_last_seen_at: secondsOrZero(details.assigneeSeenAt),
    can_reply: true,
    contact_last_seen_at: secondsOrZero(conversation.contactSeenAt),
    custom_attributes: conversation.customAttributes,
    inbox_id: conversation.inboxId,
    labels: conversation.labels,
    muted: contact.isBlocked,
    snoozed_until: conversation.snoozedUntil,
    status: conversation.status,
    created_at: seconds(conversation.createdAt),
    updated_at: Date.parse(conversation.updatedAt) / 1000,
    timestamp: seconds(conversation.lastActivityAt),
    first_reply_created_at: secondsOrZero(details.firstReplyAt),
    unread_count: Math.min(conversation.unreadCount, UNREAD_MAX),
    last_non_activity_message: pushed(details.lastMessage),
    last_activity_at: seconds(conversation.lastActivityAt),
    priority: conversation.priority,
    waiting_since: secondsOrZero(conversation.waitingSince),
    sla_policy_id: null,
  };
}

/** `assignee` is absent, not null, while the conversation is unassigned. */
function meta(
  conversation: ConversationDto,
  { accountId, contact, details, agents, rendering, teams, viewerId = null }: ConversationContext,
) {
  const { assigneeId, teamId } = conversation;
  const team = teamId === null ? undefined : teams?.get(teamId);
  const assignee = assigneeId === null ? undefined : agents.get(actorKey({ type: "user", id: assigneeId }));
  return {
    sender: contactJson(contact),
    channel: channelTypeOf(details.inbox),
    ...(assignee ? { assignee: agentJson(assignee, accountId, rendering), assignee_type: "User" } : {}),
    ...(team ? { team: teamJson(team, { accountId, userId: viewerId }) } : {}),
    hmac_verified: false,
  };
}
