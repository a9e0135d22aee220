import { randomUUID } from "node:crypto";
import { type CreateContact, createContact } from "@/server/commands/contacts/create-contact";
import { linkContactToInbox } from "@/server/commands/contacts/link-contact-to-inbox";
import { updateContact } from "@/server/commands/contacts/update-contact";
import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import {
  CHANGE,
  type ChatwootContext,
  pathId,
  type Route,
  viewerOf,
} from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { nameOf, readContact } from "@/server/dialects/chatwoot/input/contact-params";
import { CONTACTS_A_PAGE, CONVERSATIONS_OF_CONTACT_MAX } from "@/server/dialects/chatwoot/input/limits";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { contactJson } from "@/server/dialects/chatwoot/json/contact-json";
import { inboxJson, slimInboxJson } from "@/server/dialects/chatwoot/json/inbox-json";
import { showConversations } from "@/server/dialects/chatwoot/json/show";
import { reachInbox } from "@/server/dialects/chatwoot/reach";
import { findContactLink } from "@/server/queries/contacts/find-contact-link";
import { listContactLinks } from "@/server/queries/contacts/list-contact-links";
import { getContact } from "@/server/queries/contacts/list-contacts";
import {
  CONTACT_ORDERS,
  type ContactOrder,
  type ContactsFilter,
  type ContactsPage,
  countContacts,
  listContactsBy,
  listContactsPage,
} from "@/server/queries/contacts/list-contacts-page";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { acceptsKnownContacts } from "@/server/queries/members/accepts-known-contacts";
import { filterContacts } from "./filter-contacts";

export const contactRoutes: readonly Route[] = [
  ["GET", "/contacts", (c) => list(c)],
  ["POST", "/contacts", create],
  ["GET", "/contacts/search", search],
  ["POST", "/contacts/filter", filter],
  ["GET", "/contacts/:contact_id", show],
  [CHANGE, "/contacts/:contact_id", update],
  ["GET", "/contacts/:contact_id/conversations", conversations],
  ["POST", "/contacts/:contact_id/contact_inboxes", createLink],
  ["GET", "/contacts/:contact_id/contactable_inboxes", listContactable],
  ["POST", "/contact_inboxes/filter", findByLink],
];

async function list(c: ChatwootContext, given?: Params): Promise<Response> {
  const params = given ?? (await readParams(c.req.raw));
  const { database } = c.var.services;
  const { accountId } = c.var.caller;
  const filter = { onlyIdentified: true };
  const found = await readPage(c, params, filter);
  const count = await countContacts(database, accountId, filter);
  const payload = await showContacts(c, found, params);
  return c.json({ meta: { count, current_page: pageOf(params).page }, payload });
}

async function search(c: ChatwootContext): Promise<Response> {
  await c.var.services.countExpensive(c.var.caller);
  const params = await readParams(c.req.raw);
  const query = params.text("q")?.trim();
  if (!query)
    throw new Refusal("input.invalid", { field: "q", detail: "Specify search string with parameter q" });
  const found = await readPage(c, params, { query });
  const payload = await showContacts(c, found, params);
  const { page } = pageOf(params);
  return c.json({ meta: { count: payload.length, current_page: page, has_more: found.hasMore }, payload });
}

async function filter(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  const { page, size, by, isDescending } = pageOf(params);
  if (!params.has("payload")) return list(c, params);
  const found = await filterContacts(c, params);
  const sortKeyOf = (contact: (typeof found)[number]) => (by ? (contact[by]?.toLowerCase() ?? "\uffff") : "");
  found.sort((a, b) => sortKeyOf(a).localeCompare(sortKeyOf(b)) || a.id - b.id);
  if (isDescending) found.reverse();
  const contacts = found.slice((page - 1) * size, page * size);
  const payload = await showContacts(c, { contacts, hasMore: false }, params);
  return c.json({ meta: { count: found.length, current_page: page }, payload });
}

/** Contacts have no last activity, company or country. `by` null: by time of creation. */
function pageOf(params: Params) {
  const sort = params.text("sort") ?? "-created_at";
  const key = sort.replace(/^-/, "");
  const by = CONTACT_ORDERS.find((order) => WIRE_ORDERS[order] === key) ?? null;
  if (by === null && key !== "created_at")
    throw invalid("sort", "must be name, email, phone_number or created_at, or one of these after a minus");
  return { page: params.count("page") ?? 1, size: CONTACTS_A_PAGE, by, isDescending: sort.startsWith("-") };
}

const WIRE_ORDERS: Record<ContactOrder, string> = { name: "name", email: "email", phone: "phone_number" };

/** The page that is asked for, in the order that is asked for. */
function readPage(c: ChatwootContext, params: Params, filter: ContactsFilter): Promise<ContactsPage> {
  const { services, caller } = c.var;
  const { by, isDescending, ...page } = pageOf(params);
  if (by)
    return listContactsBy(services.database, caller.accountId, { ...filter, ...page, by, isDescending });
  const numbered = { ...filter, ...page, oldestFirst: !isDescending };
  return listContactsPage(services.database, caller.accountId, numbered);
}

async function showContacts(c: ChatwootContext, { contacts }: ContactsPage, params: Params) {
  const withLinks = params.flag("include_contact_inboxes") ?? true;
  const ids = contacts.map((contact) => contact.id);
  const links = withLinks ? await listContactLinks(c.var.services.database, c.var.caller, ids) : null;
  return contacts.map((contact) => contactJson(contact, links ? (links.get(contact.id) ?? []) : undefined));
}

async function show(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  const contact = await getContact(c.var.services.database, c.var.caller, pathId(c, "contact_id"));
  const [payload] = await showContacts(c, { contacts: [contact], hasMore: false }, params);
  return c.json({ payload });
}

async function create(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "contact");
  const { caller, services } = c.var;
  const inboxId = params.id("inbox_id");
  const inbox = inboxId == null ? null : await reachInbox(services.database, caller, inboxId);
  const fields = readContact(params);
  const orExisting = await acceptsKnownContacts(services.database, caller);
  const result = await createOrFind(c, {
    ...fields,
    name: nameOf(fields),
    orExisting,
    ...(inbox ? { inboxId: inbox.id, sourceId: params.text("source_id", SOURCE_ID_CHARS_MAX) ?? null } : {}),
  });
  const [contact] = await showContacts(c, { contacts: [result.contact], hasMore: false }, params);
  const link = { inbox: inbox && inboxJson(inbox), source_id: result.inbox?.sourceId ?? null };
  return c.json({ payload: { contact, contact_inbox: link } });
}

/** Once more when another request created the contact at the same time: then it exists. */
async function createOrFind({ var: { services, caller } }: ChatwootContext, input: CreateContact) {
  const create = async () => (await services.run(createContact, caller, input)).result;
  return create().catch((error: unknown) => {
    if (!input.orExisting || !isRefusal(error) || error.refusal !== "contact.taken") throw error;
    return create();
  });
}

async function update(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "contact");
  const { customAttributes, additionalAttributes, ...fields } = readContact(params);
  const { result } = await c.var.services.run(updateContact, c.var.caller, {
    contactId: pathId(c, "contact_id"),
    ...fields,
    merge: {
      ...(customAttributes && { customAttributes }),
      ...(additionalAttributes && { additionalAttributes }),
    },
  });
  const [payload] = await showContacts(c, { contacts: [result], hasMore: false }, params);
  return c.json({ payload });
}

async function conversations(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { database } = services;
  const contact = await getContact(database, caller, pathId(c, "contact_id"));
  const limit = CONVERSATIONS_OF_CONTACT_MAX;
  const { data } = await listConversations(database, caller, { contactId: contact.id, limit });
  return c.json({ payload: await showConversations(viewerOf(c), data) });
}

async function createLink(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  const { caller, services } = c.var;
  const inboxId = params.id("inbox_id");
  if (inboxId == null) throw new Refusal("inbox.not_found");
  const inbox = await reachInbox(services.database, caller, inboxId);
  const { result } = await services.run(linkContactToInbox, caller, {
    contactId: pathId(c, "contact_id"),
    inboxId,
    sourceId: params.text("source_id", SOURCE_ID_CHARS_MAX) ?? null,
  });
  return c.json({ source_id: result.sourceId, inbox: slimInboxJson(inbox) });
}

/**
 * The inboxes in which the contact can be written to, with a source id: the contact's, or in an `api` inbox one that nobody has
 * yet, which a conversation may begin with.
 */
async function listContactable(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { database } = services;
  const contact = await getContact(database, caller, pathId(c, "contact_id"));
  const links = (await listContactLinks(database, caller, [contact.id])).get(contact.id) ?? [];
  const sourceIds = new Map(links.toReversed().map(({ inbox, sourceId }) => [inbox.id, sourceId]));
  const payload = (await listInboxes(database, caller)).flatMap((inbox) => {
    const sourceId = sourceIds.get(inbox.id) ?? (inbox.channel === "api" ? randomUUID() : null);
    return sourceId === null ? [] : [{ inbox: slimInboxJson(inbox), source_id: sourceId }];
  });
  return c.json({ payload });
}

/** The contact with a source id in an inbox. */
async function findByLink(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  const { caller, services } = c.var;
  const inboxId = params.id("inbox_id");
  const sourceId = params.text("source_id", SOURCE_ID_CHARS_MAX);
  if (inboxId == null || !sourceId) throw new Refusal("resource.not_found");
  const inbox = await reachInbox(services.database, caller, inboxId);
  const at = { sourceId, inboxId: inbox.id };
  const link = await findContactLink(services.database, caller.accountId, at);
  if (!link) throw new Refusal("contact.not_found");
  const contact = await getContact(services.database, caller, link.contactId);
  const [json] = await showContacts(c, { contacts: [contact], hasMore: false }, params);
  return c.json(json);
}
