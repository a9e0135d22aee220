import type { ConversationDto, LastMessage, MessageDto } from "@/server/contract/_shared/dto";
import { actorPerson, htmlOf, type Person, type PersonOf, secondOf, stateWord, statusWord } from "./words";

type Of = { conversation: ConversationDto; customer: Person; personOf?: PersonOf | undefined };

/** A message, note or activity line as FreeScout's thread object. */
export function threadBody(message: MessageDto, { conversation, customer, personOf = actorPerson }: Of) {
  const { id, kind, direction, content, createdAt, sender, deletedAt, withdrawnAt } = message;
  const isHidden = deletedAt !== null || withdrawnAt !== null;
  const action = kind === "activity" ? actionOf(message, conversation) : NO_ACTION;
  return {
    id,
    type: typeOf({ kind, direction }),
    status: statusWord(conversation),
    state: isHidden ? "hidden" : "published",
    action,
    body: htmlOf(content),
    source: { type: "api", via: direction === "in" ? "customer" : "user" },
    customer,
    createdBy: personOf(sender),
    assignedTo: assigneeOf(conversation, personOf),
    to: direction === "out" && customer.email !== "" ? [customer.email] : [],
    cc: [],
    bcc: [],
    createdAt: secondOf(createdAt),
    openedAt: message.status === "read" ? secondOf(message.updatedAt) : null,
    _embedded: { attachments: [] },
  };
}

/** The same for the newest message inside a conversation: its text is cut, and its author is absent. */
export function lastThreadBody(last: LastMessage, { conversation, customer, personOf = actorPerson }: Of) {
  return {
    id: last.id,
    type: typeOf(last),
    status: statusWord(conversation),
    state: stateWord(conversation) === "deleted" ? "hidden" : "published",
    action: NO_ACTION,
    body: htmlOf(last.content),
    source: { type: "api", via: last.direction === "in" ? "customer" : "user" },
    customer,
    createdBy: last.direction === "in" ? customer : null,
    assignedTo: assigneeOf(conversation, personOf),
    to: [],
    cc: [],
    bcc: [],
    createdAt: secondOf(last.createdAt),
    openedAt: null,
    _embedded: { attachments: [] },
  };
}

const NO_ACTION = { type: "", text: "", associatedEntities: [] };

function typeOf({ kind, direction }: Pick<MessageDto, "kind" | "direction">) {
  if (kind === "activity") return "lineitem";
  if (kind === "note") return "note";
  return direction === "in" ? "customer" : "message";
}

function actionOf({ activity, sender }: MessageDto, conversation: ConversationDto) {
  const who = activity?.actor.name ?? sender.name ?? "";
  const text = `${who} marked as ${statusWord(conversation)}`.trim();
  return { type: "changed-ticket-status", text, associatedEntities: [] };
}

/** An event has only the assignee's id. */
export const assigneeOf = ({ assigneeId: id }: ConversationDto, personOf: PersonOf): Person | null =>
  id === null ? null : personOf({ type: "user", id, name: null });
