import type { z } from "@hono/zod-openapi";
import { type Change, receivedText } from "@/server/commands/conversations/_steps/apply-change";
import type { Changed } from "@/server/commands/conversations/change-together";
import { sendCommandMessage } from "@/server/commands/messages/command-messages";
import { addNote } from "@/server/commands/messages/notes";
import { type ReceiveMessage, receiveMessage } from "@/server/commands/messages/receive-message";
import { postSystemMessage, type SentMessage, sendMessage } from "@/server/commands/messages/send-message";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { placeText } from "@/server/contract/message/channel-facts";
import { EPHEMERAL_BYTES_MAX, type EphemeralMessageDto } from "@/server/contract/message/command-message";
import type { Parsed } from "@/server/http/v1/_route/read-body";
import type { HandlerInput, Input } from "@/server/http/v1/_route/route-spec";
import { defined } from "@/server/lib/defined";
import { announceEphemeral } from "@/server/live/presence/passing";
import { getChanged, getConversation } from "@/server/queries/conversations/get-conversation";
import { fillTemplate } from "@/server/queries/inboxes/channel-templates";
import { addressEphemeral } from "@/server/queries/messages/command-messages";
import { messageOf } from "@/server/queries/messages/get-message";
import type { NewMessageAnswer, newMessage } from "./new-message";

type Tx = Parameters<typeof sendMessage>[0];
type MessageRow = SentMessage["message"];
type Conversation = { displayId: number };
type Body = z.infer<typeof newMessage>;
type CreateMessage = Input<Conversation, unknown, Body>;
/** A template has its type once it was filled in. */
type Filled = { body: { contentType?: string } };

/** Does what the body says, by its kind, direction and storage, and answers what became of it. */
export async function createMessage(
  tx: Tx,
  { caller, params, body }: CreateMessage & Filled,
): Promise<NewMessageAnswer> {
  if (body.storage === "command") return sendCommand(tx, caller, params, body);
  if (body.storage === "ephemeral") return address(tx, caller, params, body);
  return placed(tx, await store(tx, params, body));
}

/** The same for a template, with what its provider has of it: read before the transaction. */
export function withTemplate({
  services,
  caller,
  params,
  body,
}: HandlerInput<Conversation, unknown, Body>): (() => Promise<typeof createMessage>) | null {
  const { channelTemplate: template } = body;
  if (!template) return null;
  return async () => {
    const filled = await fillTemplate(services, caller, { displayId: params.displayId, template });
    const contentAttributes = { ...body.contentAttributes, ...filled.contentAttributes };
    return (tx, input) =>
      createMessage(tx, { ...input, body: { ...input.body, ...filled, contentAttributes } });
  };
}

/** A plain text as a change that shares its transaction with others; null for another message. */
export function sharedMessage({ params, body }: CreateMessage) {
  const change = plainChangeOf(body);
  return change && { to: params, change, answer: answerOfChanged };
}

/** What was written with other changes, as answered. */
export function answerOfChanged({ message, conversation }: Changed) {
  if (!message) throw new Error("a message was written");
  return answerOf(message, conversation);
}

/** A text to the customer, from them or in a note; null for all else that a body can be. */
function plainChangeOf(body: Parsed<Body>): Change | null {
  const { kind, storage, direction, private: isPrivate, resolve, holdMs, ...fields } = body;
  if (kind !== "message" || storage !== "stored" || resolve || holdMs) return null;
  if (direction === "in" && !isPrivate) return receivedText(fields);
  const { content, contentAttributes, countsUnread, clientId, ...others } = fields;
  if (Object.values(others).some((value) => value != null)) return null;
  return {
    kind: isPrivate ? "note" : "send",
    message: { content, ...defined({ contentAttributes, countsUnread, clientId }) },
  };
}

/** A stored message as answered, in its conversation. */
export async function placed(tx: Tx, { message, conversation, isRepeated }: SentMessage) {
  const found = await getChanged(tx, { conversationId: conversation.id });
  return { ...answerOf(message, found.conversation), isRepeated: isRepeated ?? false };
}

const answerOf = (message: MessageRow, conversation: ConversationDto) => ({
  storage: "stored" as const,
  ...messageOf(message),
  conversation,
  isRepeated: false,
});

async function store(
  tx: Tx,
  conversation: Conversation,
  body: Parsed<Body> & Filled["body"],
): Promise<SentMessage> {
  const { kind, direction, private: isPrivate, resolve, lastSeenNumber, holdMs, mentionIds, ...rest } = body;
  const {
    template,
    translations,
    parameters,
    email,
    location,
    sentAt,
    storage: _,
    channelTemplate,
    ...input
  } = rest;
  if (channelTemplate && input.contentType === undefined) throw new Error("a template was not filled in");
  if (kind === "system" && template !== undefined)
    return postSystemMessage(tx, {
      conversation,
      template,
      ...(translations && { translations }),
      ...(parameters && { parameters }),
      clientId: input.clientId ?? null,
      ...(input.countsUnread === undefined ? {} : { countsUnread: input.countsUnread }),
    });
  if (isPrivate) return addNote(tx, { conversation, ...input, ...(mentionIds && { mentionIds }) });
  if (direction === "in")
    return receiveMessage(tx, {
      conversation,
      ...withPlace({ ...input, location }),
      ...(sentAt && { sentAt }),
    });
  return sendMessage(tx, {
    conversation,
    resolve,
    ...(lastSeenNumber === undefined ? {} : { lastSeenNumber }),
    ...(holdMs === undefined ? {} : { holdMs }),
    ...input,
    email,
  });
}

/** A place without a text is one as text too: lists and search show it. */
export const withPlace = <M extends Pick<ReceiveMessage, "content" | "location">>(message: M): M =>
  message.content === "" && message.location ? { ...message, content: placeText(message.location) } : message;

/** Who sends a message that is in no history: of a customer's, without a name, the conversation's contact. */
async function addressedBy(tx: Tx, caller: Caller, conversation: Conversation, body: Body) {
  const { direction, fromContactId, recipientIds } = body;
  if (direction === "out") return { recipientIds };
  const own = async () => (await getConversation(tx, caller, conversation)).conversation.contactId;
  return { recipientIds, fromContactId: fromContactId ?? (await own()) };
}

async function sendCommand(
  tx: Tx,
  caller: Caller,
  conversation: Conversation,
  body: Parsed<Body>,
): Promise<NewMessageAnswer> {
  const { content, clientId = null, contentAttributes, expiresInSeconds } = body;
  const { command, recipients, isRepeated } = await sendCommandMessage(tx, {
    conversation,
    content,
    clientId,
    ...(contentAttributes && { contentAttributes }),
    ...(await addressedBy(tx, caller, conversation, body)),
    expiresInSeconds,
  });
  return {
    storage: "command",
    command,
    recipients,
    isRepeated: isRepeated ?? false,
  };
}

async function address(
  tx: Tx,
  caller: Caller,
  conversation: Conversation,
  body: Parsed<Body>,
): Promise<NewMessageAnswer> {
  const by = await addressedBy(tx, caller, conversation, body);
  const ephemeral = await addressEphemeral(tx, caller, { conversation, ...by, now: tx.now });
  if (Buffer.byteLength(JSON.stringify(contentOf(body))) > EPHEMERAL_BYTES_MAX) {
    const detail = `has more than ${EPHEMERAL_BYTES_MAX} bytes with its attributes, as an ephemeral message`;
    throw new Refusal("input.invalid", { field: "content", detail });
  }
  return { storage: "ephemeral", ephemeral };
}

const contentOf = ({ content, contentAttributes = {}, clientId = null }: Body) => ({
  content,
  contentType: "text",
  contentAttributes,
  clientId,
});

/** Sends an ephemeral message to those who are connected. */
export function announce({ caller, body }: CreateMessage, answer: NewMessageAnswer): void {
  if (answer.storage !== "ephemeral") return;
  const message: EphemeralMessageDto = { ...answer.ephemeral, ...contentOf(body) };
  announceEphemeral(caller.accountId, message);
}

/** Where what was created is found; an ephemeral message is nowhere. */
export function locationOf(answer: NewMessageAnswer, { params }: CreateMessage): string | null {
  if (answer.storage === "stored") return `/v1/messages/${answer.id}`;
  return answer.storage === "ephemeral" ? null : `/v1/conversations/${params.displayId}/command-messages`;
}
