import { EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { submitValues } from "@/server/dialects/chatwoot/commands/visitors";
import { type PublicContext, renderingOf } from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { withMessageForm } from "@/server/dialects/chatwoot/input/message-form";
import { readMessage } from "@/server/dialects/chatwoot/input/message-params";
import { type Attributes, type Params, parseId, readParams } from "@/server/dialects/chatwoot/input/params";
import { PUBLIC_BODY_BYTES_MAX } from "@/server/dialects/chatwoot/input/read-body";
import { withEcho } from "@/server/dialects/chatwoot/json/echo";
import { publicMessageJson } from "@/server/dialects/chatwoot/json/message-json";
import { listMessagesById } from "@/server/dialects/chatwoot/queries/list-messages-by-id";
import { receiveShared } from "@/server/dialects/chatwoot/receive-shared";
import { defined } from "@/server/lib/defined";
import { ARRIVED_HEADER, readArrival } from "@/server/lib/web/replay-header";
import { getContact } from "@/server/queries/contacts/list-contacts";
import { findAgents } from "@/server/queries/members/members";
import { getMessage } from "@/server/queries/messages/get-message";
import { reachCustomerConversation, reachCustomerPlace } from "./reach-customer";

export async function listOwnMessages(c: PublicContext): Promise<Response> {
  const { caller, conversation, contact } = await reachCustomerConversation(c);
  const { database } = c.var.services;
  const params = await readParams(c.req.raw);
  const messages = await listMessagesById(database, caller.accountId, {
    conversationId: conversation.id,
    before: params.id("before") ?? null,
    after: null,
    publicOnly: true,
    leftBy: c.var.services.now(),
  });
  const agents = await findAgents(
    database,
    caller.accountId,
    messages.map((message) => message.sender),
  );
  const { accountId } = caller;
  const context = { accountId, rendering: renderingOf(c), conversation, contact, agents };
  return c.json(messages.map((message) => publicMessageJson(message, context)));
}

/** A customer's message, which restores the conversation from the trash. The customer sets only the text, files and `echo_id`. */
export async function createOwnMessage(c: PublicContext): Promise<Response> {
  const { caller, conversation } = await reachCustomerPlace(c);
  return withMessageForm(c, { caller, bytesMax: PUBLIC_BODY_BYTES_MAX }, async (params, given) => {
    const { content, echoId, fileIds } = readMessage(params, given);
    const writtenAt = readArrival(c.req.header(ARRIVED_HEADER), c.var.services.now());
    const text = { content, contentAttributes: withEcho({}, echoId), ...defined({ writtenAt }) };
    const written = await receiveShared(c.var.services, caller, { conversation, text, fileIds });
    const { accountId } = caller;
    const { contactId } = written.conversation;
    const contact = written.contact ?? (await getContact(c.var.services.database, caller, contactId));
    const context = { ...written, contact, accountId, rendering: renderingOf(c), agents: new Map() };
    return c.json(publicMessageJson(written.message, context, echoId));
  });
}

/** The customer's answer to a message that asks for something: `submitted_values`, or `submitted_email`. */
export async function answerOwnMessage(c: PublicContext): Promise<Response> {
  const { caller, conversation, contact } = await reachCustomerConversation(c);
  const { services } = c.var;
  const { database, now } = services;
  const id = parseId(c.req.param("message_id"));
  const window = { conversationId: conversation.id, after: id, before: (id ?? 0) + 1 };
  const seen = { ...window, publicOnly: true, leftBy: now() };
  const [found] = id === null ? [] : await listMessagesById(database, caller.accountId, seen);
  if (!found) throw new Refusal("message.not_found");
  const values = readValues(await readParams(c.req.raw, "message"));
  await services.run(submitValues, caller, { messageId: found.id, values });
  const message = await getMessage(database, caller, found.id);
  const agents = await findAgents(database, caller.accountId, [message.sender]);
  const { accountId } = caller;
  const context = { accountId, rendering: renderingOf(c), conversation, contact, agents };
  return c.json(publicMessageJson(message, context));
}

function readValues(params: Params): Attributes {
  const email = params.text("submitted_email", EMAIL_CHARS_MAX);
  const values = params.json("submitted_values");
  if (values == null && !email) throw invalid("submitted_values", "can't be blank");
  return { ...(values != null && { submitted_values: values }), ...(email && { submitted_email: email }) };
}
