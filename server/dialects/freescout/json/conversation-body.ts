import type {
  Actor,
  Attachment,
  ContactDto,
  ConversationDto,
  MessageDto,
} from "@/server/contract/_shared/dto";
import type { FileUrlsOf } from "@/server/contract/file/file";
import { fieldsOf } from "./customer-body";
import { folderOf } from "./paging";
import { assigneeOf, lastThreadBody, statusesAt, threadBody } from "./thread-body";
import {
  actorPerson,
  customerPerson,
  type Person,
  type PersonOf,
  secondOf,
  stateWord,
  statusWord,
  typeWord,
} from "./words";

/** The source of a conversation's body: one event, as of its commit, or the current state. */
export type ConversationExtras = {
  conversation: ConversationDto;
  contact: ContactDto;
  /** The event's message, or all that are shown; empty = the newest message, if the conversation contains one. */
  messages: readonly MessageDto[];
  /** The addresses of their files. */
  urlsOf: FileUrlsOf;
  /** The files of the newest message, where `messages` is empty. */
  lastFiles?: Attachment[] | undefined;
  /** Who created it, if this event contains that. */
  createdBy: Actor | null;
  /** Who closed it, if this event contains that. */
  closedBy: Actor | null;
  /** For "4 minutes ago". */
  occurredAt: string;
  /** The person behind an actor, where more is known than the event contains. */
  personOf?: PersonOf;
};

/** A conversation as FreeScout's conversation object, with the thread that the event is about. */
export function conversationBody(extras: ConversationExtras) {
  const { conversation, contact, createdBy, closedBy } = extras;
  const { id, displayId, inboxId, labels, lastMessage, customAttributes, additionalAttributes } =
    conversation;
  const customer = customerPerson(contact);
  const personOf = knowing(customer, extras.personOf);
  const isClosed = conversation.status === "resolved";
  const closer = closedBy && personOf(closedBy);
  const starter = createdBy && personOf(createdBy);
  const subject = conversation.subject ?? additionalAttributes["subject"];
  return {
    id,
    number: displayId,
    // The event of a creation contains its first message before that is counted.
    threadsCount: Math.max(conversation.lastNumber, lastMessage?.number ?? 0),
    type: typeWord(conversation),
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
    customerWaitingSince: waitingOf(extras),
    source: { type: "api", via: starter?.type === "user" ? "user" : "customer" },
    cc: [],
    bcc: [],
    customer,
    customFields: fieldsOf(customAttributes),
    _embedded: {
      threads: threadsOf({ ...extras, personOf }, customer),
      timelogs: [],
      tags: labels.map((name, index) => ({ id: index + 1, name })),
    },
  };
}

/** An actor does not have the customer's address; the customer has. */
const knowing =
  (customer: Person, personOf: PersonOf = actorPerson): PersonOf =>
  (actor) =>
    actor.type === "contact" && actor.id === customer.id ? customer : personOf(actor);

function threadsOf(extras: ConversationExtras, customer: Person) {
  const { conversation, messages, lastFiles, urlsOf, personOf } = extras;
  const shown = { conversation, customer, urlsOf, personOf };
  const statuses = statusesAt(conversation, messages);
  if (messages.length > 0)
    return messages.map((message) =>
      threadBody(message, { ...shown, status: statuses.get(message.id) ?? statusWord(conversation) }),
    );
  const { lastMessage } = conversation;
  return lastMessage ? [lastThreadBody({ ...lastMessage, attachments: lastFiles }, shown)] : [];
}

/** `time` is null while nobody waits: clients with types read a time or null. */
function waitingOf({ conversation: { waitingSince, lastMessage }, occurredAt }: ConversationExtras) {
  if (waitingSince === null) return { time: null, friendly: "", latestReplyFrom: "user" };
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
