import type { Activity, ContactDto, ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import type { Rendering } from "@/server/files/file-url";
import type { AgentsByActor } from "@/server/queries/members/members";
import { botSenderJson, userSenderJson } from "./agent-json";
import { attachmentJson, fileErrorOf } from "./attachment-json";
import { writerJson } from "./contact-json";
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
  const { contentAttributes: stored, status, externalError } = message;
  if (isDeleted(message)) return { deleted: true };
  const own = without(stored, ["external_error", ...DELIVERY_ATTRIBUTES]);
  const error = (status === "failed" ? externalError : null) ?? fileErrorOf(message);
  const shown = { ...own, ...deliveryAttributes(message) };
  return error === null ? shown : { ...shown, external_error: error };
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
    status: wireStatus(message.status),
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
    content_attributes,
    sender,
    ...seen
  } = messageJson(message, context, echoId);
  return {
    ...seen,
    content_attributes: without(content_attributes, DELIVERY_ATTRIBUTES),
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
  snooze_due: "because its snooze ran out",
  handoff: "because the bot handed it to the agents",
};

/** An activity line as English text: this API has no other form. */
export function activityText({ to, cause, actor, lifecycle, inbox }: Activity): string {
  const why = BECAUSE[cause.rule] ?? (actor.name === null ? "by the system" : `by ${actor.name}`);
  const what = inbox ? "was moved to another inbox" : lifecycle ? WENT[lifecycle] : BECAME[to];
  return `Conversation ${what} ${why}`;
}
