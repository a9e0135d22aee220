import { receiveMessage } from "@/server/commands/messages/receive-message";
import { type PublicContext, renderingOf } from "@/server/dialects/chatwoot/context";
import { PUBLIC_BODY_BYTES_MAX } from "@/server/dialects/chatwoot/input/limits";
import { withMessageForm } from "@/server/dialects/chatwoot/input/message-form";
import { readMessage } from "@/server/dialects/chatwoot/input/message-params";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { publicMessageJson } from "@/server/dialects/chatwoot/json/message-json";
import { findAgents } from "@/server/queries/members/find-agents";
import { getMessage } from "@/server/queries/messages/get-message";
import { listMessagesById } from "@/server/queries/messages/list-messages-by-id";
import { reachCustomerConversation } from "./reach-customer";

export async function listOwnMessages(c: PublicContext): Promise<Response> {
  const { caller, conversation, contact, inbox } = await reachCustomerConversation(c);
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
  const context = { accountId, rendering: renderingOf(c), conversation, inbox, contact, agents };
  return c.json(messages.map((message) => publicMessageJson(message, context)));
}

/** A customer's message, which restores the conversation from the trash. The customer sets only the text, files and `echo_id`. */
export async function createOwnMessage(c: PublicContext): Promise<Response> {
  const { caller, conversation, contact, inbox } = await reachCustomerConversation(c, { withTrash: true });
  return withMessageForm(c, { caller, bytesMax: PUBLIC_BODY_BYTES_MAX }, async (params, given) => {
    const { content, echoId, fileIds } = readMessage(params, given);
    const input = { conversation: { conversationId: conversation.id }, content, fileIds };
    const { result } = await c.var.services.run(receiveMessage, caller, input);
    const message = await getMessage(c.var.services.database, caller, result.message.id);
    const context = {
      accountId: caller.accountId,
      rendering: renderingOf(c),
      conversation: result.conversation,
      inbox,
      contact,
      agents: new Map(),
    };
    return c.json(publicMessageJson(message, context, echoId));
  });
}
