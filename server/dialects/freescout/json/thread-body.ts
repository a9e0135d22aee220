import type { Attachment, ConversationDto, LastMessage, MessageDto } from "@/server/contract/_shared/dto";
import type { FileUrlsOf } from "@/server/contract/file/file";
import { actorPerson, htmlOf, type Person, type PersonOf, secondOf, stateWord, statusWord } from "./words";

type Of = {
  conversation: ConversationDto;
  customer: Person;
  urlsOf: FileUrlsOf;
  personOf?: PersonOf | undefined;
};

/** A message, note or activity line as FreeScout's thread object. */
export function threadBody(
  message: MessageDto,
  { conversation, customer, urlsOf, personOf = actorPerson }: Of,
) {
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
    _embedded: { attachments: (message.attachments ?? []).map((file) => attachmentBody(file, urlsOf)) },
  };
}

/**
 * The same for the newest message inside a conversation: its text is cut, and its author is absent, as are its files, unless
 * they are given.
 */
export function lastThreadBody(
  last: LastMessage & Pick<MessageDto, "attachments">,
  { conversation, customer, urlsOf, personOf = actorPerson }: Of,
) {
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
    _embedded: { attachments: (last.attachments ?? []).map((file) => attachmentBody(file, urlsOf)) },
  };
}

/** A file; without an address while it is not there, for the reason in `state` and `failure`. */
function attachmentBody(file: Attachment, urlsOf: FileUrlsOf) {
  const { id, name, contentType, bytes, width, height, state, failure } = file;
  return {
    id,
    fileName: name,
    fileUrl: urlsOf(file).url ?? "",
    mimeType: contentType,
    size: bytes,
    ...(width !== null && height !== null ? { width, height } : {}),
    ...(state === "ready" ? {} : { state, failure }),
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
