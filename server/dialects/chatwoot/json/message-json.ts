import type { ContactDto, ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import type { Rendering } from "@/server/files/rendered";
import type { AgentsByActor } from "@/server/queries/members/find-agents";
import { activityText } from "./activity-text";
import { botSenderJson, userSenderJson } from "./agent-json";
import { attachmentJson, fileErrorOf } from "./attachment-json";
import { writerJson } from "./contact-json";
import { seconds } from "./wire-time";

/** What a message's JSON needs besides the message. */
export type MessageContext = {
  accountId: number;
  rendering: Rendering;
  conversation: Pick<ConversationDto, "displayId">;
  inbox: Pick<InboxDto, "messagesStartAs">;
  contact: ContactDto;
  agents: AgentsByActor;
};

/** Chatwoot's numbers for kind and direction; a note is a private outgoing message, a system message an activity. */
export const MESSAGE_TYPE = { incoming: 0, outgoing: 1, activity: 2 } as const;

export function messageTypeOf({ kind, direction }: Pick<MessageDto, "kind" | "direction">): number {
  if (isUnwritten({ kind })) return MESSAGE_TYPE.activity;
  return direction === "in" ? MESSAGE_TYPE.incoming : MESSAGE_TYPE.outgoing;
}

/**
 * The status in this API: a message without a tick shows `sent`, and `pending`, which Chatwoot does not know, appears
 * only in inboxes whose messages start with it.
 */
export function wireStatus(status: MessageDto["status"], startsAs: InboxDto["messagesStartAs"]): string {
  return status === null || (status === "pending" && startsAs === "sent") ? "sent" : status;
}

/** Withdrawn or deleted: the same in this API. */
const isDeleted = ({ withdrawnAt, deletedAt }: MessageDto): boolean =>
  withdrawnAt !== null || deletedAt !== null;

/**
 * Attributes with the error of a failed message, or of its files: Chatwoot's screens show it. A sender's own `external_error` is
 * dropped.
 */
function contentAttributes(message: MessageDto): object {
  const { contentAttributes: stored, status, externalError } = message;
  if (isDeleted(message)) return { deleted: true };
  const { external_error: _, ...own } = stored;
  const error = (status === "failed" ? externalError : null) ?? fileErrorOf(message);
  return error === null ? own : { ...own, external_error: error };
}

/** Nobody wrote it: it says what happened. */
export const isUnwritten = ({ kind }: Pick<MessageDto, "kind">): boolean =>
  kind === "activity" || kind === "system";

function senderJson(message: MessageDto, { contact, agents, rendering }: MessageContext): object | null {
  const { sender } = message;
  if (isUnwritten(message) || sender.type === "system") return null;
  if (sender.type === "contact") return writerJson(sender, contact);
  if (sender.type === "bot") return botSenderJson(sender);
  return userSenderJson(agents.get(actorKey(sender)) ?? null, sender, rendering);
}

/** A withdrawn message is a deleted one here. */
function contentOf(message: MessageDto): string {
  if (isDeleted(message)) return "This message was deleted";
  return message.activity ? activityText(message.activity) : message.content;
}

/** A message in the REST API. `echoId` is the request's own, returned once. */
export function messageJson(message: MessageDto, context: MessageContext, echoId?: string | null) {
  const sender = senderJson(message, context);
  const { accountId, rendering } = context;
  const attachments = message.attachments?.map((file) =>
    attachmentJson(file, { messageId: message.id, accountId, rendering }),
  );
  return {
    id: message.id,
    content: contentOf(message),
    inbox_id: message.inboxId,
    ...(echoId == null ? {} : { echo_id: echoId }),
    conversation_id: context.conversation.displayId,
    message_type: messageTypeOf(message),
    content_type: message.contentType,
    status: wireStatus(message.status, context.inbox.messagesStartAs),
    content_attributes: contentAttributes(message),
    created_at: seconds(message.createdAt),
    private: message.kind === "note",
    source_id: message.sourceId,
    ...(sender === null ? {} : { sender }),
    ...(attachments && { attachments }),
  };
}

/** A message as the customer's software sees it: no status, no source id, no picture of a member. */
export function publicMessageJson(message: MessageDto, context: MessageContext, echoId?: string | null) {
  const {
    status: _,
    source_id: __,
    inbox_id: ___,
    private: ____,
    sender,
    ...seen
  } = messageJson(message, context, echoId);
  return { ...seen, ...(sender && { sender: withoutPicture(sender) }) };
}

const withoutPicture = (sender: object): object =>
  Object.fromEntries(
    Object.entries(sender).map(([key, value]) => [
      key,
      key === "avatar_url" || key === "thumbnail" ? "" : value,
    ]),
  );
