import type { Command } from "@/server/commands/_run/run";
import type { Services } from "@/server/commands/_run/services";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { addNote } from "@/server/commands/messages/notes";
import { reportFailure } from "@/server/commands/messages/report-failure";
import { type SendMessage, type SentMessage, sendMessage } from "@/server/commands/messages/send-message";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto, ConversationDto, InboxDto } from "@/server/contract/_shared/dto";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import { actorKey } from "@/server/contract/conversation/actor-view";
import {
  type ChatwootContext,
  pathId,
  type Route,
  type Viewer,
  viewerOf,
} from "@/server/dialects/chatwoot/context";
import { asPlainErrors } from "@/server/dialects/chatwoot/errors";
import { findSignedFiles, withMessageForm } from "@/server/dialects/chatwoot/input/message-form";
import { readMessage, type WireMessage } from "@/server/dialects/chatwoot/input/message-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { agentJson } from "@/server/dialects/chatwoot/json/agent-json";
import { contactJson } from "@/server/dialects/chatwoot/json/contact-json";
import { withEcho } from "@/server/dialects/chatwoot/json/echo";
import { completeQuote } from "@/server/dialects/chatwoot/json/message-json";
import { showMessage, showMessages } from "@/server/dialects/chatwoot/json/show";
import { listConversationDetails } from "@/server/dialects/chatwoot/queries/list-conversation-details";
import { listMessagesById } from "@/server/dialects/chatwoot/queries/list-messages-by-id";
import { reachConversation, reachInbox } from "@/server/dialects/chatwoot/reach";
import { receiveShared } from "@/server/dialects/chatwoot/receive-shared";
import { findAgents } from "@/server/queries/members/members";
import { getMessage } from "@/server/queries/messages/get-message";
import { readTemplate, withTemplate } from "./channel-template";

export const messageRoutes: readonly Route[] = [
  ["GET", "/conversations/:conversation_id/messages", list],
  ["POST", "/conversations/:conversation_id/messages", create],
];

async function list(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { database } = services;
  const { conversation, contact } = await reachConversation(database, caller, pathId(c, "conversation_id"));
  const params = await readParams(c.req.raw);
  const messages = await listMessagesById(database, caller.accountId, {
    conversationId: conversation.id,
    before: readEdge(params, "before"),
    after: readEdge(params, "after"),
    publicOnly: params.flag("filter_internal_messages") ?? false,
  });
  const details = await listConversationDetails(database, caller.accountId, [conversation]);
  const own = details.get(conversation.id);
  if (!own) throw new Refusal("conversation.not_found");
  const meta = {
    labels: conversation.labels,
    additional_attributes: conversation.additionalAttributes,
    contact: contactJson(contact),
    ...(await assigneeOf(viewerOf(c), conversation)),
    agent_last_seen_at: own.agentSeenAt,
    assignee_last_seen_at: own.assigneeSeenAt,
  };
  const payload = await showMessages(viewerOf(c), messages, { contact, conversation });
  return c.json({ meta, payload });
}

/** The id of a message, which no message need have: clients begin with `after=0`. */
function readEdge(params: Params, name: "before" | "after"): number | null {
  const text = params.text(name);
  return text === "0" ? 0 : (params.id(name) ?? null);
}

async function assigneeOf(
  { database, caller: { accountId }, rendering }: Viewer,
  { assigneeId }: ConversationDto,
): Promise<object> {
  if (assigneeId === null) return {};
  const actor = { type: "user", id: assigneeId } as const;
  const agent = (await findAgents(database, accountId, [actor])).get(actorKey(actor));
  return agent ? { assignee: agentJson(agent, accountId, rendering) } : {};
}

async function create(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation, contact } = await reachConversation(
    services.database,
    caller,
    pathId(c, "conversation_id"),
  );
  const inbox = await reachInbox(services.database, caller, conversation.inboxId);
  const place = { conversation, contact, inbox };
  return withMessageForm(c, { caller }, (params, fileIds) => createIn(c, place, { params, fileIds }));
}

type Written = { params: Params; fileIds: readonly number[] };

/** A fault in the message itself is returned as `{error}` here, not as a failed validation. */
const createIn = (
  c: ChatwootContext,
  { conversation, contact, inbox }: Destination & { contact: ContactDto },
  { params, fileIds }: Written,
): Promise<Response> =>
  asPlainErrors(async () => {
    const { caller, services } = c.var;
    const signed = await findSignedFiles(services, caller, params);
    const { echoId, ...wire } = readMessage(params, fileIds, signed);
    const contentAttributes = await completeQuote(
      services.database,
      caller.accountId,
      conversation,
      wire.contentAttributes,
    );
    const template = wire.kind === "outgoing" ? await readTemplate(services, caller, inbox, params) : null;
    const echoing = { ...wire, contentAttributes: withEcho(contentAttributes, echoId) };
    const text = withTemplate(echoing, template);
    const written = await write(services, caller, text, { conversation, inbox });
    const shown = { conversation: written.conversation, contact, echoId };
    return c.json(await showMessage(viewerOf(c), written.message, shown));
  });

type Destination = { conversation: ConversationDto; inbox: InboxDto };

/** `conversation` in the response is the message's: the inbox's policy may divert a customer's message. */
async function write(
  services: Services,
  caller: Caller,
  { kind, ...message }: Omit<WireMessage, "echoId">,
  { conversation, inbox }: Destination,
) {
  if (kind === "incoming") {
    if (inbox.channel !== "api") throw new Refusal("message.incoming_not_allowed");
    const { fileIds, contentType, ...text } = message;
    const typed = contentType === "text" ? text : { ...text, contentType };
    return receiveShared(services, caller, { conversation, text: typed, fileIds });
  }
  const input = { ...message, conversation: { conversationId: conversation.id } };
  const written = await writeAsAgent(services.run, caller, { kind, input, inbox, conversation });
  const stored = await getMessage(services.database, caller, written.message.id);
  return { message: stored, conversation: written.conversation };
}

type AgentsMessage = {
  kind: "outgoing" | "note";
  input: Omit<WireMessage, "echoId" | "kind"> & { conversation: { conversationId: number } };
} & Destination;

async function writeAsAgent(
  run: Services["run"],
  caller: Caller,
  { kind, input, inbox, conversation }: AgentsMessage,
): Promise<SentMessage> {
  if (kind === "outgoing") {
    // A bridge names by its id what was typed on the phone. No report of that follows.
    const sent = { ...input, hasLeft: input.sourceId !== null };
    try {
      return (await run(sendMessage, caller, sent)).result;
    } catch (error) {
      const isTrashed = isRefusal(error) && error.refusal === "conversation.trashed";
      if (!isTrashed || !sent.hasLeft || inbox.channel !== "api") throw error;
      return (await run(sendIntoNext, caller, { ...sent, ...idsOf(conversation) })).result;
    }
  }
  const error = inbox.channel === "api" ? reportedFailure(input.content) : null;
  if (error === null) return (await run(addNote, caller, input)).result;
  return (await run(reportFailure, caller, { ...input, error })).result;
}

const idsOf = ({ inboxId, contactId }: ConversationDto) => ({ inboxId, contactId });

type SendIntoNext = Omit<SendMessage, "conversation"> & { inboxId: number; contactId: number };

/**
 * One operation: the conversation after one that is in the trash, unless there is one, and a message that has left already, as from the
 * customer's phone: its bridge would not send it again.
 */
const sendIntoNext: Command<SendIntoNext, SentMessage> = async (tx, { inboxId, contactId, ...message }) => {
  const next = { inboxId, contactId, startedBy: "other", orCurrent: true } as const;
  const { conversation } = await createConversation(tx, next);
  return sendMessage(tx, { ...message, conversation: { conversationId: conversation.id } });
};

/** What 2.3.7 writes, in every language, when the number is not on WhatsApp: the name of a text that it does not have. */
const NOT_ON_WHATSAPP = "cw.message.numbernotinwhatsapp";

/**
 * Evolution says that it could not send an agent's message by nothing but a private note, which begins so in its
 * languages (English, Spanish, Portuguese). The whole beginning, because people write 🚨 too.
 */
const BEGINNINGS = [
  "🚨 The message could not be sent.",
  "🚨 El mensaje no se pudo enviar.",
  "🚨 Não foi possível enviar a mensagem.",
  NOT_ON_WHATSAPP,
];

/** The reason in a note that reports a failed message; null for any other note. */
function reportedFailure(note: string): string | null {
  if (!BEGINNINGS.some((beginning) => note.startsWith(beginning))) return null;
  if (note.startsWith(NOT_ON_WHATSAPP)) return "The contact's number is not on WhatsApp";
  return note.replace(/^🚨 /u, "").trim();
}
