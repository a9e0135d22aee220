import type {
  Activity,
  Attachment,
  ConversationDto,
  LastMessage,
  MessageDto,
} from "@/server/contract/_shared/dto";
import type { FileUrlsOf } from "@/server/contract/file/file";
import { isOfStatus } from "./thread-statuses";
import {
  actorPerson,
  htmlOf,
  type Person,
  type PersonOf,
  type StatusWord,
  secondOf,
  stateWord,
  statusWord,
} from "./words";

type Of = {
  conversation: ConversationDto;
  customer: Person;
  urlsOf: FileUrlsOf;
  personOf?: PersonOf | undefined;
};

/** A message, note or activity line as FreeScout's thread object. `status`: the conversation's at that line. */
export function threadBody(
  message: MessageDto,
  { conversation, customer, urlsOf, personOf = actorPerson, status }: Of & { status: StatusWord },
) {
  const { id, kind, direction, content, createdAt, sender, deletedAt, withdrawnAt } = message;
  const isHidden = deletedAt !== null || withdrawnAt !== null;
  const action = actionOf(message, status);
  return {
    id,
    type: typeOf({ kind, direction }),
    status,
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
  if (kind === "activity" || kind === "system") return "lineitem";
  if (kind === "note") return "note";
  return direction === "in" ? "customer" : "message";
}

/** FreeScout's name and text of what an activity line or a system message tells. */
function actionOf({ kind, content, activity, sender }: MessageDto, status: StatusWord) {
  if (kind === "system") return { ...NO_ACTION, text: content };
  if (kind !== "activity") return NO_ACTION;
  const who = activity?.actor.name ?? sender.name ?? "";
  const [type, text] =
    activity && !isOfStatus(activity) ? changeOf(activity) : ["changed-ticket-status", `marked as ${status}`];
  return { type, text: `${who} ${text}`.trim(), associatedEntities: [] };
}

function changeOf({ lifecycle, inbox }: Activity): [type: string, text: string] {
  if (inbox) return ["moved-from-mailbox", "moved conversation from another mailbox"];
  return lifecycle === "trashed" ? ["deleted-ticket", "deleted"] : ["restore-ticket", "restored"];
}

/** An event has only the assignee's id. */
export const assigneeOf = ({ assigneeId: id }: ConversationDto, personOf: PersonOf): Person | null =>
  id === null ? null : personOf({ type: "user", id, name: null });
