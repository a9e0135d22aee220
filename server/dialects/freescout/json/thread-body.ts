import type {
  Activity,
  Attachment,
  ConversationDto,
  LastMessage,
  MessageDto,
} from "@/server/contract/_shared/dto";
import type { FileUrlsOf } from "@/server/contract/file/file";
import {
  actorPerson,
  htmlOf,
  type Person,
  type PersonOf,
  type StatusWord,
  secondOf,
  stateWord,
  statusWord,
  wordOf,
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

type Line = Pick<MessageDto, "id" | "createdAt" | "activity">;

/**
 * The status that a conversation had at each of its lines, by the line's id. `lines` are its newest ones, the newest
 * first, without a gap. A line has the status that the same commit gave: a message with which it was closed is closed,
 * as in FreeScout. Whether an earlier resolved state was spam is not recorded with the lines: it is shown as closed.
 */
export function statusesAt(
  conversation: Pick<ConversationDto, "status" | "labels">,
  lines: readonly Line[],
): ReadonlyMap<number, StatusWord> {
  const statuses = new Map<number, StatusWord>();
  let current = statusWord(conversation);
  let before: { status: StatusWord; at: string } | null = null;
  for (const { id, createdAt, activity } of lines) {
    if (before && before.at !== createdAt) {
      current = before.status;
      before = null;
    }
    statuses.set(id, current);
    if (activity && isOfStatus(activity)) before = { status: wordOf(activity.from), at: createdAt };
  }
  return statuses;
}

/** Whether an activity line is about the status: not about the trash or another inbox. */
const isOfStatus = ({ lifecycle, inbox, from, to }: Activity): boolean =>
  lifecycle === undefined && inbox === undefined && from !== to;
