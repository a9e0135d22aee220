import type { Services } from "@/server/commands/_run/services";
import type { ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { type ActorRef, type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import { EVENT_TYPES, type Event } from "@/server/contract/event/event";
import type { Current, Rendered, WebhookFormat } from "@/server/contract/webhook/webhook-format";
import type { AgentsByActor } from "@/server/queries/members/find-agents";
import type { WebhookDetails, WebhookSubject } from "@/server/queries/webhooks/list-webhook-details";
import { changedAttributesOf } from "./changed-attributes";
import { createDetailsLoader } from "./details-loader";
import { signatureHeaders } from "./signature-headers";
import { EVENTS } from "./webhook-events";
import {
  contactWebhookJson,
  conversationWebhookJson,
  messageWebhookJson,
  type WebhookContext,
} from "./webhook-json";

/**
 * The body and headers of Chatwoot's webhooks. What people wrote is shown as it is at the try, as upstream does: a deleted
 * message has no text. The rest is as of the event.
 * @param baseUrl where the addresses of pictures begin, without a final slash.
 */
export function createChatwootFormat(
  services: Pick<Services, "database" | "now">,
  baseUrl: string,
): WebhookFormat {
  const load = createDetailsLoader(services);
  return {
    name: "chatwoot",
    types: EVENT_TYPES.filter((type) => type in EVENTS),
    actors: actorsOf,
    showsFiles: true,
    render: (_, event, current) => render(event(), current, { accountId: 1, details: null, baseUrl }),
    async load(event, accountId) {
      const subject = subjectOf(event, accountId);
      const details = subject && (await load(subject));
      if (!details) return () => null;
      return (current) => render(event, current, { accountId, details, baseUrl });
    },
    sign: signatureHeaders,
  };
}

type ContactData = Extract<Event, { resource: { type: "contact" } }>["data"];
type ConversationData = Extract<Event, { resource: { type: "conversation" } }>["data"];
type MessageData = Extract<Event, { resource: { type: "message" } }>["data"];

/** The parts of an event's data; null for an event that this format lacks. */
function partsOf({
  data,
  resource,
}: Event): { contact: ContactDto; conversation?: ConversationDto; message?: MessageDto } | null {
  switch (resource.type) {
    case "contact":
      return { contact: data as ContactData };
    case "conversation": {
      const { contact, activity: _, ...conversation } = data as ConversationData;
      return { contact, conversation };
    }
    case "message": {
      const { contact, conversation, ...message } = data as MessageData;
      return { contact, conversation, message };
    }
    default:
      return null;
  }
}

/** Null for an event that this format lacks, and for an erased contact. */
function subjectOf(event: Event, accountId: number): WebhookSubject | null {
  const parts = event.type in EVENTS ? partsOf(event) : null;
  if (!parts) return null;
  const { conversation, message } = parts;
  if (!conversation) return event.redactedAt ? null : { accountId, conversation: null, messageId: null };
  const { id, inboxId, teamId, lastMessage } = conversation;
  // A conversation that was created with its first message was recorded before it.
  const lastNumber = Math.max(conversation.lastNumber, lastMessage?.number ?? 0);
  const messageId = message?.id ?? null;
  return { accountId, conversation: { id, inboxId, teamId, lastNumber }, messageId };
}

type Loaded = { accountId: number; details: WebhookDetails | null; baseUrl: string };

/** Without `details`, a sample. Null where the conversation or message is gone. */
function render(event: Event, current: Current, { accountId, details, baseUrl }: Loaded): Rendered | null {
  const [name, parts] = [EVENTS[event.type], partsOf(event)];
  if (name === undefined || !parts) return null;
  const { contact, conversation, message } = parts;
  const account = { id: accountId, name: details?.accountName ?? "Acme" };
  const told = {
    event: name,
    ...(!event.type.endsWith(".created") && { changed: changedAttributesOf(event) }),
  };
  if (!conversation) return rendered(contactWebhookJson(told, contact, account));

  const known = details ? details.conversation : sampleDetails(conversation);
  if (!known) return null;
  const { inbox, ...shownDetails } = known;
  const context: WebhookContext = {
    account,
    rendering: { now: current.now, baseUrl, urlsOf: current.urlsOf },
    conversation,
    contact,
    inbox,
    details: shownDetails,
    agents: agentsOf(event, current, details),
  };
  if (!message) return rendered(conversationWebhookJson(told, details?.message ?? null, context));
  const shown = details ? details.message && asNow(message, details.message) : message;
  return shown && rendered(messageWebhookJson(told, shown, context));
}

const rendered = (body: object): Rendered => ({
  body: JSON.stringify(body),
  headers: { accept: "application/json" },
});

/** The message of an event, with the text and the files that it has now. */
function asNow({ attachments: _, ...message }: MessageDto, now: MessageDto): MessageDto {
  const { content, contentAttributes, attachments, editedAt, withdrawnAt, deletedAt, deletedBy } = now;
  const shown = { content, contentAttributes, editedAt, withdrawnAt, deletedAt, deletedBy };
  return { ...message, ...shown, ...(attachments && { attachments }) };
}

const sampleDetails = ({
  inboxId,
  createdAt,
}: ConversationDto): NonNullable<WebhookDetails["conversation"]> => ({
  inbox: { id: inboxId, name: "Support", channel: "api", messagesStartAs: "sent" },
  contactInbox: { id: 1, sourceId: "sample", createdAt },
  team: null,
  firstReplyAt: null,
  agentSeenAt: null,
});

/** The actors whose names and addresses a body shows: the author and the assignee. */
function actorsOf(event: Event): ActorRef[] {
  const { conversation, message } = partsOf(event) ?? {};
  const assigneeId = conversation?.assigneeId ?? null;
  return [
    ...(message ? [message.sender] : []),
    ...(assigneeId === null ? [] : [{ type: "user" as const, id: assigneeId }]),
  ];
}

/** The members behind the actors, and behind the newest message of a conversation. */
function agentsOf(event: Event, { agentOf }: Current, details: WebhookDetails | null): AgentsByActor {
  const agents = new Map<string, AgentView>();
  const note = (actor: ActorRef, agent: AgentView | null) => agent && agents.set(actorKey(actor), agent);
  for (const actor of actorsOf(event)) note(actor, agentOf(actor));
  if (details?.message) note(details.message.sender, details.author);
  return agents;
}
