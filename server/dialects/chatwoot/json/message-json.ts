import type { Services } from "@/server/commands/_run/services";
import type { Activity, ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { TEMPLATE_CONTENT_TYPE } from "@/server/contract/channel/template-text";
import { actorKey } from "@/server/contract/conversation/actor-view";
import type { WireMessage } from "@/server/dialects/chatwoot/input/message-params";
import { type Attributes, parseId } from "@/server/dialects/chatwoot/input/params";
import type { Rendering } from "@/server/files/file-url";
import type { AgentsByActor } from "@/server/queries/members/members";
import { findRepliedMessage } from "@/server/queries/messages/get-message";
import { botSenderJson, userSenderJson } from "./agent-json";
import { attachmentJson, fileErrorOf } from "./attachment-json";
import { writerJson } from "./contact-json";
import { ECHO } from "./echo";
import { seconds } from "./wire-time";

/** What a message's JSON needs besides the message. */
export type MessageContext = {
  accountId: number;
  rendering: Rendering;
  conversation: Pick<ConversationDto, "displayId">;
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
 * The status in this API, which knows no `pending`: a message that nobody has taken yet shows `sent`, as one without a tick
 * does. `deliveryAttributes` tells them apart.
 */
export const wireStatus = (status: MessageDto["status"]): string =>
  status === null || status === "pending" ? "sent" : status;

const DELIVERY_ATTRIBUTES = ["tickline_status", "tickline_unconfirmed"] as const;

/** What Chatwoot's status cannot say, among a message's attributes. */
const deliveryAttributes = ({
  status,
  unconfirmed,
}: MessageDto): Partial<Record<(typeof DELIVERY_ATTRIBUTES)[number], unknown>> => ({
  ...(status === "pending" && { tickline_status: "pending" }),
  ...(unconfirmed && { tickline_unconfirmed: true }),
});

/** Withdrawn or deleted: the same in this API. */
const isDeleted = ({ withdrawnAt, deletedAt }: MessageDto): boolean =>
  withdrawnAt !== null || deletedAt !== null;

/**
 * Attributes with the error of a failed message, or of its files: Chatwoot's screens show it; and with what is known of its
 * delivery. A sender's own ones of these names are dropped.
 */
function contentAttributes(message: MessageDto): object {
  const { status, externalError } = message;
  const failed = status === "failed" && externalError !== null && { external_error: externalError };
  const seen = seenAttributes(message);
  return isDeleted(message) ? seen : { ...seen, ...deliveryAttributes(message), ...failed };
}

/** Those that the customer sees: why a message of ours was not sent is the members' concern, with a provider's or a server's words. */
function seenAttributes(message: MessageDto): object {
  if (isDeleted(message)) return { deleted: true };
  const own = without(message.contentAttributes, ["external_error", ECHO, ...DELIVERY_ATTRIBUTES]);
  const error = fileErrorOf(message);
  return error === null ? own : { ...own, external_error: error };
}

/** Nobody wrote it: it says what happened. */
export const isUnwritten = ({ kind }: Pick<MessageDto, "kind">): boolean =>
  kind === "activity" || kind === "system";

/** Who wrote a message; null = nobody. */
export function senderJson(
  message: Pick<MessageDto, "kind" | "sender">,
  { contact, agents, rendering }: Pick<MessageContext, "contact" | "agents" | "rendering">,
): { name?: string | null } | null {
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
export function messageJson(message: MessageDto, context: MessageContext, echoId?: WireMessage["echoId"]) {
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
    content_type: message.contentType === TEMPLATE_CONTENT_TYPE ? "text" : message.contentType,
    status: wireStatus(message.status),
    content_attributes: contentAttributes(message),
    created_at: seconds(message.createdAt),
    private: message.kind === "note",
    source_id: message.sourceId,
    ...(sender === null ? {} : { sender }),
    ...(attachments && { attachments }),
  };
}

/** A message as the customer's software sees it: no status and no reason of it, no source id, no picture of a member. */
export function publicMessageJson(
  message: MessageDto,
  context: MessageContext,
  echoId?: WireMessage["echoId"],
) {
  const {
    status: _,
    source_id: __,
    inbox_id: ___,
    private: ____,
    sender,
    ...seen
  } = messageJson(message, context, echoId);
  return {
    ...seen,
    content_attributes: seenAttributes(message),
    ...(sender && { sender: withoutPicture(sender) }),
  };
}

const without = (object: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

const withoutPicture = (sender: object): object =>
  Object.fromEntries(
    Object.entries(sender).map(([key, value]) => [
      key,
      key === "avatar_url" || key === "thumbnail" ? "" : value,
    ]),
  );

const BECAME = {
  open: "was reopened",
  resolved: "was marked resolved",
  pending: "was marked pending",
  snoozed: "was snoozed",
} satisfies Record<Activity["to"], string>;

const WENT = {
  trashed: "was put into the trash",
  live: "was taken out of the trash",
} satisfies Record<NonNullable<Activity["lifecycle"]>, string>;

/** Rules that need no actor in the text. */
const BECAUSE: Partial<Record<Activity["cause"]["rule"], string>> = {
  customer_reply: "because the customer wrote again",
  bot_takes_reopened: "because the customer wrote again and the bot takes reopened conversations",
  integration_contact: "because an integration's own contact wrote",
  automatic_mail: "because a program wrote, which the bot does not answer",
  snooze_due: "because its snooze ran out",
  handoff: "because the bot handed it to the agents",
};

/** An activity line as English text: this API has no other form. */
export function activityText({ to, cause, actor, lifecycle, inbox }: Activity): string {
  const why = BECAUSE[cause.rule] ?? (actor.name === null ? "by the system" : `by ${actor.name}`);
  const what = inbox ? "was moved to another inbox" : lifecycle ? WENT[lifecycle] : BECAME[to];
  return `Conversation ${what} ${why}`;
}

/**
 * Completes the reference to a quoted message: its id gives the provider's id and the other way round; a reference to
 * a message outside this conversation becomes null.
 */
export async function completeQuote(
  database: Services["database"],
  accountId: number,
  { id: conversationId }: Pick<ConversationDto, "id">,
  attributes: Attributes,
): Promise<Attributes> {
  const { in_reply_to: inReplyTo, in_reply_to_external_id: externalId } = attributes;
  if (inReplyTo == null && externalId == null) return attributes;
  const messageId = parseId(inReplyTo);
  const key =
    messageId !== null ? { messageId } : typeof externalId === "string" ? { sourceId: externalId } : null;
  const quoted = key && (await findRepliedMessage(database, accountId, { conversationId, ...key }));
  return {
    ...attributes,
    in_reply_to: quoted?.id ?? null,
    in_reply_to_external_id: quoted?.sourceId ?? null,
  };
}

type PushContext = MessageContext & {
  conversation: ConversationDto;
  /** The contact's name in the inbox. */
  sourceId: string;
};

const SENDER_TYPE = {
  contact: "Contact",
  user: "User",
  token: "User",
  bot: "AgentBot",
  system: null,
} satisfies Record<MessageDto["sender"]["type"], string | null>;

/** A message with all its columns, as part of a conversation. */
export function pushMessageJson(message: MessageDto, context: PushContext) {
  const { conversation, agents } = context;
  const sender = isUnwritten(message) ? null : message.sender;
  const shown = messageJson(message, context);
  return {
    ...shown,
    account_id: context.accountId,
    updated_at: message.updatedAt,
    sender_type: sender && SENDER_TYPE[sender.type],
    sender_id: sender && (agents.get(actorKey(sender))?.id ?? sender.id),
    external_source_ids: {},
    additional_attributes: {},
    processed_message_content: shown.content,
    sentiment: {},
    conversation: {
      assignee_id: conversation.assigneeId,
      unread_count: conversation.unreadCount,
      last_activity_at: seconds(conversation.lastActivityAt),
      contact_inbox: { source_id: context.sourceId },
    },
  };
}
