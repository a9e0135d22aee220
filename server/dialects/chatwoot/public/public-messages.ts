import { receiveMessage } from "@/server/commands/messages/receive-message";
import type { PublicContext } from "@/server/dialects/chatwoot/context";
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
  const context = { conversation, inbox, contact, agents };
  return c.json(messages.map((message) => publicMessageJson(message, context)));
}

/** A customer's message, which restores the conversation from the trash. The customer sets only the text and `echo_id`. */
export async function createOwnMessage(c: PublicContext): Promise<Response> {
  const { caller, conversation, contact, inbox } = await reachCustomerConversation(c, { withTrash: true });
  const { content, echoId } = readMessage(await readParams(c.req.raw, "message"));
  const at = { conversationId: conversation.id };
  const { result } = await c.var.services.run(receiveMessage, caller, { conversation: at, content });
  const message = await getMessage(c.var.services.database, caller, result.message.id);
  const context = { conversation: result.conversation, inbox, contact, agents: new Map() };
  return c.json(publicMessageJson(message, context, echoId));
}
