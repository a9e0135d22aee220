import type { ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { type ActorRef, type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import type { Event } from "@/server/contract/event/event";
import type { Current } from "@/server/contract/webhook/webhook-format";
import type { WebhookDetails, WebhookSubject } from "@/server/dialects/chatwoot/queries/list-webhook-details";
import type { AgentsByActor } from "@/server/queries/members/members";
import type { WebhookContext } from "./webhook-json";

type ContactData = Extract<Event, { resource: { type: "contact" } }>["data"];
type ConversationData = Extract<Event, { resource: { type: "conversation" } }>["data"];
type MessageData = Extract<Event, { resource: { type: "message" } }>["data"];

/** `activity`: the line that the thread shows of a conversation's change. */
export type EventParts = {
  contact: ContactDto;
  conversation?: ConversationDto;
  message?: MessageDto;
  activity?: MessageDto | undefined;
};

/** The parts of an event's data; null for an event of anything else. */
export function partsOf({ data, resource }: Event): EventParts | null {
  switch (resource.type) {
    case "contact":
      return { contact: data as ContactData };
    case "conversation": {
      const { contact, activity, ...conversation } = data as ConversationData;
      return { contact, conversation, activity };
    }
    case "message": {
      const { contact, conversation, ...message } = data as MessageData;
      return { contact, conversation, message };
    }
    default:
      return null;
  }
}

/** What is to be loaded for an event; null for an event of anything else, and for an erased contact. */
export function subjectOf(event: Event, accountId: number): WebhookSubject | null {
  const parts = partsOf(event);
  if (!parts) return null;
  const { conversation, message } = parts;
  if (!conversation) return event.redactedAt ? null : { accountId, conversation: null, messageId: null };
  return { ...aboutConversation(conversation, accountId), messageId: message?.id ?? null };
}

/** A conversation with its newest message. */
export function aboutConversation(
  { id, inboxId, teamId, lastMessage, ...conversation }: ConversationDto,
  accountId: number,
): WebhookSubject {
  // A conversation that was created with its first message was recorded before it.
  const lastNumber = Math.max(conversation.lastNumber, lastMessage?.number ?? 0);
  return { accountId, conversation: { id, inboxId, teamId, lastNumber }, messageId: null };
}

/** What a conversation, or a message in it, is shown with; null when the conversation is gone. */
export function contextOf(
  { conversation, contact }: { conversation: ConversationDto; contact: ContactDto },
  { accountName, conversation: known }: Pick<WebhookDetails, "accountName" | "conversation">,
  { accountId, ...around }: Pick<WebhookContext, "rendering" | "agents"> & { accountId: number },
): WebhookContext | null {
  if (!known) return null;
  const { inbox, ...details } = known;
  return { ...around, account: { id: accountId, name: accountName }, conversation, contact, inbox, details };
}

/** The message of an event, with the text and the files that it has now. */
export function asNow({ attachments: _, ...message }: MessageDto, now: MessageDto): MessageDto {
  const { content, contentAttributes, attachments, editedAt, withdrawnAt, deletedAt, deletedBy } = now;
  const shown = { content, contentAttributes, editedAt, withdrawnAt, deletedAt, deletedBy };
  return { ...message, ...shown, ...(attachments && { attachments }) };
}

/** The actors whose names and addresses a body shows: the author and the assignee. */
export function actorsOf(event: Event): ActorRef[] {
  const { conversation, message } = partsOf(event) ?? {};
  const assigneeId = conversation?.assigneeId ?? null;
  return [
    ...(message ? [message.sender] : []),
    ...(assigneeId === null ? [] : [{ type: "user" as const, id: assigneeId }]),
  ];
}

/** The members behind the actors, and behind the newest message of a conversation. */
export function agentsOf(
  event: Event,
  { agentOf }: Pick<Current, "agentOf">,
  details: WebhookDetails | null,
): AgentsByActor {
  const agents = new Map<string, AgentView>();
  const note = (actor: ActorRef, agent: AgentView | null) => agent && agents.set(actorKey(actor), agent);
  for (const actor of actorsOf(event)) note(actor, agentOf(actor));
  if (details?.message) note(details.message.sender, details.author);
  return agents;
}
