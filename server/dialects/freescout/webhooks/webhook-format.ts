import { createHmac } from "node:crypto";
import {
  type Actor,
  type ConversationDto,
  conversationStatus,
  type MessageDto,
} from "@/server/contract/_shared/dto";
import type { ActorRef } from "@/server/contract/conversation/actor-view";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { Event } from "@/server/contract/event/event";
import { PREVIEW_CHARS } from "@/server/contract/event/reduce";
import type { Current, WebhookFormat } from "@/server/contract/webhook/webhook-format";
import { conversationBody } from "@/server/dialects/freescout/json/conversation-body";
import { customerBody } from "@/server/dialects/freescout/json/customer-body";
import { personBy, SPAM, wordOf } from "@/server/dialects/freescout/json/words";

/** Tickline's types → FreeScout's; an empty name depends on the data. FreeScout lacks all other types. */
const EVENTS: Readonly<Record<string, string>> = {
  "conversation.assigned": "convo.assigned",
  "conversation.created": "convo.created",
  "conversation.moved": "convo.moved",
  "conversation.purged": "convo.deleted_forever",
  "conversation.restored": "convo.restored",
  "conversation.status_changed": "convo.status",
  "conversation.trashed": "convo.deleted",
  "contact.created": "customer.created",
  "contact.updated": "customer.updated",
  "message.created": "",
  "note.created": "convo.note.created",
};

/**
 * The body and headers of FreeScout's webhooks: the bare conversation or customer, its event's name in a header alone.
 * The signature's key is the endpoint's secret as shown, so that both sides can store the same text. During a rotation
 * the new secret signs: there is room for one signature only, and what a receiver refuses is tried again.
 */
export const freescout: WebhookFormat = {
  name: "freescout",
  types: EVENT_TYPES.filter((type) => Object.hasOwn(EVENTS, type)),
  narrower: ["conversation.labelled/spam"],
  actors: actorsOf,
  showsFiles: true,
  render(_, event, current) {
    const whole = event();
    const name = nameOf(whole);
    const body = name === null ? null : bodyOf(whole, current);
    return name === null || body === null
      ? null
      : { body: JSON.stringify(body), headers: { "X-FreeScout-Event": name } };
  },
  sign: (secret, { body }) => ({
    "X-FreeScout-Signature": createHmac("sha1", secret).update(body).digest("base64"),
  }),
};

function nameOf(event: Event): string | null {
  if (event.type === "conversation.labelled") return isSpamMove(event) ? "convo.status" : null;
  if (event.type === "conversation.status_changed" && !isChangeOfWord(event)) return null;
  if (event.type !== "message.created" || event.resource.type !== "message")
    return EVENTS[event.type] ?? null;
  const message = event.data as MessageDto; // a message's event contains a message
  if (isInConversationEvent(event) || message.kind === "system") return null;
  return message.direction === "in" ? "convo.customer.reply.created" : "convo.agent.reply.created";
}

/** Whether a resolved conversation gets or loses the label, a status in FreeScout: closed becomes spam, or spam closed. */
function isSpamMove({ data, resource, changes }: Event): boolean {
  if (resource.type !== "conversation" || (data as ConversationData).status !== "resolved") return false;
  const { from, to } = changes["labels"] ?? {};
  return isSpam(from) !== isSpam(to);
}

/** Whether FreeScout's status changes, too: open and pending are both active there. */
function isChangeOfWord({ changes }: Event): boolean {
  const { from, to } = changes["status"] ?? {};
  const [before, after] = [from, to].map((status) => conversationStatus.safeParse(status).data);
  return before === undefined || after === undefined || wordOf(before) !== wordOf(after);
}

const isSpam = (labels: unknown): boolean => Array.isArray(labels) && labels.includes(SPAM);

/**
 * A conversation's first message is in `convo.created`, unless others came in the same commit: then the newest
 * is. A message with an undo window was not in it, and of a long one only the beginning, and no files.
 */
function isInConversationEvent({ data, resource }: Event): boolean {
  if (resource.type !== "message") return false;
  const { id, number, createdAt, sendAfter, content, attachments, conversation } = data as MessageData;
  const isWhole = [...content].length <= PREVIEW_CHARS && attachments === undefined;
  const isShown = conversation?.lastMessage?.id === id && createdAt === conversation.createdAt;
  return number === 1 && sendAfter === null && isWhole && isShown;
}

type MessageData = Extract<Event, { resource: { type: "message" } }>["data"];
type ConversationData = Extract<Event, { resource: { type: "conversation" } }>["data"];
type ContactData = Extract<Event, { resource: { type: "contact" } }>["data"];

/** Null for a redacted event: there is no content for a body. */
function bodyOf(event: Event, { agentOf, urlsOf }: Current): object | null {
  const { type, occurredAt, actor, resource } = event;
  const personOf = personBy(agentOf);
  switch (resource.type) {
    case "contact":
      return customerBody(event.data as ContactData);
    case "conversation": {
      const { contact, activity, ...conversation } = event.data as ConversationData;
      const createdBy = type === "conversation.created" ? actor : null;
      return conversationBody({
        conversation,
        contact,
        messages: activity ? [activity] : [],
        urlsOf,
        createdBy,
        closedBy: closerOf(event),
        occurredAt,
        personOf,
      });
    }
    case "message": {
      const { conversation, contact, ...message } = event.data as MessageData;
      return conversationBody({
        conversation,
        contact,
        messages: [message],
        urlsOf,
        createdBy: null,
        closedBy: closerOf(event),
        occurredAt,
        personOf,
      });
    }
    default:
      return null;
  }
}

/** The actors whose names and addresses a body shows: the assignee, the author, and the event's actor. */
function actorsOf({ actor, data, resource }: Event): ActorRef[] {
  if (resource.type === "message") {
    const { sender, conversation } = data as MessageData;
    return [actor, sender, ...assigneesOf(conversation)];
  }
  if (resource.type !== "conversation") return [];
  const { activity, ...conversation } = data as ConversationData;
  return [actor, ...(activity ? [activity.sender] : []), ...assigneesOf(conversation)];
}

const assigneesOf = ({ assigneeId }: Pick<ConversationDto, "assigneeId">): ActorRef[] =>
  assigneeId === null ? [] : [{ type: "user", id: assigneeId }];

/**
 * Who closed the conversation, if this event contains that: its own change of status, or the message with which it was
 * closed. The activity line about it follows such a message in the same commit; after a later message
 * there is none yet.
 */
function closerOf({ type, actor, occurredAt, data, resource }: Event): Actor | null {
  if (type === "conversation.status_changed") return actor;
  if (resource.type !== "message") return null;
  const { number, conversation } = data as MessageData;
  const isWith = conversation.statusChangedAt === occurredAt && conversation.lastNumber > number;
  return isWith ? actor : null;
}
