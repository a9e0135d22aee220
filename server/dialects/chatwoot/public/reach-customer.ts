import { type Services, servicesFor } from "@/server/commands/_run/services";
import { createVisitor, updateVisitor } from "@/server/commands/contacts/visitors";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { markReadUpTo } from "@/server/commands/receipts/record-receipts";
import { type Caller, customerCaller } from "@/server/contract/_shared/caller";
import type { ContactDto, ConversationDto, InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { submitValues } from "@/server/dialects/chatwoot/commands/visitors";
import type { PublicContext } from "@/server/dialects/chatwoot/context";
import { parseId } from "@/server/dialects/chatwoot/input/params";
import { findOwnConversation } from "@/server/dialects/chatwoot/queries/find-own-conversation";
import { isStorableText } from "@/server/lib/storable-text";
import { type ContactLink, findContactLink, findVisitorLink } from "@/server/queries/contacts/contact-links";
import { getContact } from "@/server/queries/contacts/list-contacts";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import { listConversationsOfLink } from "@/server/queries/conversations/list-conversations";
import { findInboxByIdentifier } from "@/server/queries/inboxes/list-inboxes";

/** An inbox as its customers' software reaches it: by its public identifier, without a token. */
export type PublicInbox = { inbox: InboxDto; caller: Caller };
/** A customer, authenticated by the source id that this API gave them, which is as good as a secret. */
export type Customer = PublicInbox & { link: ContactLink; contact: ContactDto };
export type CustomerConversation = Customer & ConversationWithContact;

function pathText(c: PublicContext, name: string): string {
  const text = c.req.param(name) ?? "";
  if (text === "" || !isStorableText(text)) throw new Refusal("resource.not_found");
  return text;
}

/** The inbox with this public identifier, if its public API is on; or null. */
export async function findPublicInbox(
  database: Services["database"],
  identifier: string,
): Promise<{ accountId: number; inbox: InboxDto } | null> {
  const found = await findInboxByIdentifier(database, identifier);
  return found?.inbox.channel === "api" && found.inbox.publicApi ? found : null;
}

/** Of a conversation's status a visitor decides only that it is resolved: `resolveOwn`. */
const VISITOR_COMMANDS = [
  changeStatus,
  createConversation,
  createVisitor,
  markReadUpTo,
  receiveMessage,
  submitValues,
  updateVisitor,
];

/** The inbox in the path, if its public API is on; the caller is a customer in it, without a name. */
export async function reachPublicInbox(c: PublicContext): Promise<PublicInbox> {
  const found = await findPublicInbox(c.var.services.database, pathText(c, "identifier"));
  if (!found) throw new Refusal("resource.not_found");
  const { accountId, inbox } = found;
  c.set("services", servicesFor(c.var.services, { accountId }));
  return {
    inbox,
    caller: customerCaller({
      accountId,
      inboxId: inbox.id,
      actor: { type: "contact", id: null, name: null },
      mayRun: VISITOR_COMMANDS,
    }),
  };
}

/** A source id that Tickline made at random: 122 bits. Others were chosen by integrators, and may be phone numbers. */
const RANDOM = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The customer in the path. */
export async function reachCustomer(c: PublicContext): Promise<Customer> {
  const publicInbox = await reachPublicInbox(c);
  return asCustomer(c, publicInbox, await reachLink(c, publicInbox));
}

async function reachLink(
  c: PublicContext,
  { inbox, caller: { accountId } }: PublicInbox,
  { byRandomNames = false } = {},
): Promise<ContactLink> {
  const { database } = c.var.services;
  const at = { sourceId: pathText(c, "source_id"), inboxId: inbox.id };
  const link =
    (await findVisitorLink(database, accountId, at)) ??
    (byRandomNames && RANDOM.test(at.sourceId) ? await findContactLink(database, accountId, at) : null);
  if (!link) throw new Refusal("resource.not_found");
  return link;
}

export async function asCustomer(
  c: PublicContext,
  publicInbox: PublicInbox,
  link: ContactLink,
): Promise<Customer> {
  const contact = await getContact(c.var.services.database, publicInbox.caller, link.contactId);
  return customerOf(publicInbox, { link, contact });
}

function customerOf(
  { inbox, caller }: PublicInbox,
  { link, contact }: Pick<Customer, "link" | "contact">,
): Customer {
  const actor = { type: "contact", id: contact.id, name: contact.name } as const;
  return { inbox, link, contact, caller: { ...caller, actor } };
}

/**
 * The customer's conversation in the path: only one that began under the same name; one in the trash only on request. `byRandomNames`:
 * also by a name that a channel has, if it is random. Only for what shows and changes nothing but ticks: a bridge reports so what the
 * customer has read.
 */
export async function reachCustomerConversation(
  c: PublicContext,
  { withTrash = false, byRandomNames = false }: { withTrash?: boolean; byRandomNames?: boolean } = {},
): Promise<CustomerConversation> {
  const publicInbox = await reachPublicInbox(c);
  const link = await reachLink(c, publicInbox, { byRandomNames });
  const displayId = parseId(c.req.param("conversation_id"));
  if (displayId === null) throw new Refusal("resource.not_found");
  const wanted = { link, displayId, withTrash };
  const [found] = await listConversationsOfLink(
    c.var.services.database,
    publicInbox.caller.accountId,
    wanted,
  );
  if (!found) throw new Refusal("conversation.not_found");
  const { contact, conversation } = found;
  return { ...customerOf(publicInbox, { link, contact }), conversation };
}

type CustomerPlace = { caller: Caller; conversation: Pick<ConversationDto, "id" | "displayId"> };

/** Where a customer writes: the conversation in the path, also in the trash, by one small read. */
export async function reachCustomerPlace(c: PublicContext): Promise<CustomerPlace> {
  const { inbox, caller } = await reachPublicInbox(c);
  const [sourceId, displayId] = [pathText(c, "source_id"), parseId(c.req.param("conversation_id"))];
  if (displayId === null) throw new Refusal("resource.not_found");
  const wanted = { inboxId: inbox.id, sourceId, displayId };
  const conversation = await findOwnConversation(c.var.services.database, caller.accountId, wanted);
  if (!conversation) return reachCustomerConversation(c, { withTrash: true }); // it refuses with what is missing
  const { contactId: id, contactName: name } = conversation;
  return { caller: { ...caller, actor: { type: "contact", id, name } }, conversation };
}
