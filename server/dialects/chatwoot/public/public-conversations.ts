import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { markReadUpTo } from "@/server/commands/receipts/record-receipts";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { CUSTOMER } from "@/server/contract/live/frame";
import { type PublicContext, renderingOf } from "@/server/dialects/chatwoot/context";
import { WireError } from "@/server/dialects/chatwoot/errors";
import { readTyping } from "@/server/dialects/chatwoot/input/conversation-params";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { contactSenderJson } from "@/server/dialects/chatwoot/json/contact-json";
import { publicMessageJson } from "@/server/dialects/chatwoot/json/message-json";
import { secondsOrZero } from "@/server/dialects/chatwoot/json/wire-time";
import { listConversationDetails } from "@/server/dialects/chatwoot/queries/list-conversation-details";
import { listMessagesById } from "@/server/dialects/chatwoot/queries/list-messages-by-id";
import { announceTyping, mayAnnounceTyping } from "@/server/live/hub/account-signal";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listConversationsOfLink } from "@/server/queries/conversations/list-conversations";
import { findAgents } from "@/server/queries/members/members";
import { type Customer, reachCustomer, reachCustomerConversation } from "./reach-customer";

export async function listOwn(c: PublicContext): Promise<Response> {
  const customer = await reachCustomer(c);
  const { accountId } = customer.caller;
  const found = await listConversationsOfLink(c.var.services.database, accountId, { link: customer.link });
  const shown = [];
  for (const { conversation } of found) shown.push(await showOwn(c, customer, conversation));
  return c.json(shown);
}

export async function createOwn(c: PublicContext): Promise<Response> {
  const customer = await reachCustomer(c);
  await requireRoom(c, customer);
  const params = await readParams(c.req.raw, "conversation");
  const { run, database } = c.var.services;
  const { result } = await run(createConversation, customer.caller, {
    inboxId: customer.inbox.id,
    contactId: customer.contact.id,
    sourceId: customer.link.sourceId,
    startedBy: "other",
    orExisting: true,
    customAttributes: params.object("custom_attributes") ?? {},
  });
  const at = { conversationId: result.conversation.id };
  const { conversation } = await getConversation(database, customer.caller, at);
  return c.json(await showOwn(c, customer, conversation));
}

/** The most unresolved conversations of one customer. */
const UNRESOLVED_MAX = 10;

async function requireRoom(c: PublicContext, { caller, link }: Customer): Promise<void> {
  const newest = await listConversationsOfLink(c.var.services.database, caller.accountId, { link });
  const unresolved = newest.filter(({ conversation }) => conversation.status !== "resolved");
  if (unresolved.length >= UNRESOLVED_MAX)
    throw new WireError({ status: 422, body: { error: "Too many conversations are not resolved yet" } });
}

export async function getOwn(c: PublicContext): Promise<Response> {
  const found = await reachCustomerConversation(c);
  return c.json(await showOwn(c, found, found.conversation));
}

/** The customer resolves the conversation; only a new message of theirs reopens it. */
export async function resolveOwn(c: PublicContext): Promise<Response> {
  const { caller, conversation } = await reachCustomerConversation(c);
  const at = { conversationId: conversation.id };
  await c.var.services.run(changeStatus, caller, { conversation: at, signal: "resolve" });
  const after = await getConversation(c.var.services.database, caller, at);
  return c.json(await showOwn(c, await reachCustomer(c), after.conversation));
}

/** The customer has seen everything up to now: sent messages become read. */
export async function updateLastSeen(c: PublicContext): Promise<Response> {
  const { caller, conversation } = await reachCustomerConversation(c, { byRandomNames: true });
  await c.var.services.run(markReadUpTo, caller, { conversation: { conversationId: conversation.id } });
  return c.body(null, 200);
}

/** A conversation as the customer sees it, with the newest public messages. */
async function showOwn(
  c: PublicContext,
  { caller: { accountId }, contact }: Customer,
  conversation: ConversationDto,
) {
  const { database } = c.var.services;
  const rendering = renderingOf(c);
  const details = (await listConversationDetails(database, accountId, [conversation])).get(conversation.id);
  const messages = await listMessagesById(database, accountId, {
    conversationId: conversation.id,
    before: null,
    after: null,
    publicOnly: true,
    leftBy: rendering.now,
  });
  const agents = await findAgents(
    database,
    accountId,
    messages.map((message) => message.sender),
  );
  const { type: _, ...raw } = contactSenderJson(contact);
  return {
    id: conversation.displayId,
    uuid: conversation.uuid,
    inbox_id: conversation.inboxId,
    contact_last_seen_at: secondsOrZero(conversation.contactSeenAt),
    status: conversation.status,
    agent_last_seen_at: secondsOrZero(details?.agentSeenAt ?? null),
    messages: messages.map((message) =>
      publicMessageJson(message, { accountId, rendering, conversation, contact, agents }),
    ),
    contact: raw,
  };
}

/** Shown to the members who see the conversation, as a member's typing is. */
export async function toggleTyping(c: PublicContext): Promise<Response> {
  const { caller, conversation } = await reachCustomerConversation(c);
  const isTyping = readTyping(await readParams(c.req.raw));
  if (await mayAnnounceTyping(`customer ${conversation.id}`))
    announceTyping(caller.accountId, { conversation, userId: CUSTOMER }, isTyping);
  return c.body(null, 200);
}
