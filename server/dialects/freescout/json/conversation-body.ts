import type { Actor, ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { fieldsOf } from "./customer-body";
import { assigneeOf, lastThreadBody, threadBody } from "./thread-body";
import {
  actorPerson,
  customerPerson,
  type Person,
  type PersonOf,
  secondOf,
  stateWord,
  statusWord,
} from "./words";

/** What a conversation's body is written from: one event, as of its commit; or what is there now. */
export type ConversationExtras = {
  conversation: ConversationDto;
  contact: ContactDto;
  /** What the event is about, or all that is shown; none = the newest message, if the conversation tells one. */
  messages: readonly MessageDto[];
  /** Who began it, if this event tells that. */
  createdBy: Actor | null;
  /** Who closed it, if this event tells that. */
  closedBy: Actor | null;
  /** For "4 minutes ago". */
  occurredAt: string;
  /** Who is behind an actor, where more is known than an event names. */
  personOf?: PersonOf;
};

/** A conversation as FreeScout's conversation object, with the thread that the event is about. */
export function conversationBody(told: ConversationExtras) {
  const { conversation, contact, createdBy, closedBy, personOf = actorPerson } = told;
  const { id, displayId, inboxId, labels, lastMessage, customAttributes, additionalAttributes } =
    conversation;
  const customer = customerPerson(contact);
  const isClosed = conversation.status === "resolved";
  const closer = closedBy && personOf(closedBy);
  const starter = createdBy && personOf(createdBy);
  const subject = additionalAttributes["subject"];
  return {
    id,
    number: displayId,
    threadsCount: conversation.lastNumber,
    type: "chat",
    folderId: folderOf(conversation),
    status: statusWord(conversation),
    state: stateWord(conversation),
    subject: typeof subject === "string" ? subject : "",
    preview: lastMessage?.content ?? "",
    mailboxId: inboxId,
    assignee: assigneeOf(conversation, personOf),
    createdBy: starter,
    createdAt: secondOf(conversation.createdAt),
    updatedAt: secondOf(conversation.updatedAt),
    closedBy: isClosed && closer ? closer.id : null,
    closedByUser: isClosed && closer?.type === "user" ? closer : null,
    closedAt: isClosed ? secondOf(conversation.statusChangedAt) : null,
    userUpdatedAt: secondOf(conversation.lastActivityAt),
    customerWaitingSince: waitingOf(told),
    source: { type: "api", via: starter?.type === "user" ? "user" : "customer" },
    cc: [],
    bcc: [],
    customer,
    customFields: fieldsOf(customAttributes),
    _embedded: {
      threads: threadsOf(told, customer),
      timelogs: [],
      tags: labels.map((name, index) => ({ id: index + 1, name })),
    },
  };
}

function threadsOf({ conversation, messages, personOf }: ConversationExtras, customer: Person) {
  if (messages.length > 0)
    return messages.map((message) => threadBody(message, { conversation, customer, personOf }));
  const { lastMessage } = conversation;
  return lastMessage ? [lastThreadBody(lastMessage, { conversation, customer, personOf })] : [];
}

/** Folder types there: the first that fits is where a conversation lies. */
const FOLDER = { deleted: 70, spam: 80, closed: 60, assigned: 40, unassigned: 1 } as const;

/** Folders are rows of a mailbox there; ours are counted by it, so that they differ between mailboxes. */
function folderOf(conversation: ConversationDto): number {
  const status = statusWord(conversation);
  const folder =
    stateWord(conversation) === "deleted"
      ? "deleted"
      : status === "spam" || status === "closed"
        ? status
        : conversation.assigneeId === null
          ? "unassigned"
          : "assigned";
  return conversation.inboxId * 100 + FOLDER[folder];
}

function waitingOf({ conversation: { waitingSince, lastMessage }, occurredAt }: ConversationExtras) {
  if (waitingSince === null) return { time: "", friendly: "", latestReplyFrom: "user" };
  return {
    time: secondOf(waitingSince),
    friendly: agoWords(Date.parse(occurredAt) - Date.parse(waitingSince)),
    latestReplyFrom: lastMessage?.direction === "out" ? "user" : "customer",
  };
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

function agoWords(ms: number): string {
  const found = UNITS.find(([, unitMs]) => ms >= unitMs);
  if (!found) return "just now";
  const [unit, unitMs] = found;
  const count = Math.floor(ms / unitMs);
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
