import { randomUUID } from "node:crypto";
import type { CreateContact } from "@/server/commands/contacts/_steps/insert-linked";
import { createContact, linkContactToInbox, updateContact } from "@/server/commands/contacts/save-contact";
import { deleteContact } from "@/server/commands/deletions/delete-directly";
import { LABEL_CHARS_MAX, SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import {
  CHANGE,
  type ChatwootContext,
  pathId,
  type Route,
  viewerOf,
} from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { nameOf, readAttributeNames, readContact } from "@/server/dialects/chatwoot/input/contact-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { CONTACTS_A_PAGE, CONVERSATIONS_OF_CONTACT_MAX } from "@/server/dialects/chatwoot/input/read-body";
import { contactJson } from "@/server/dialects/chatwoot/json/contact-json";
import { inboxJson, slimInboxJson } from "@/server/dialects/chatwoot/json/inbox-json";
import { showConversations } from "@/server/dialects/chatwoot/json/show";
import { reachInbox } from "@/server/dialects/chatwoot/reach";
import { ownEntry } from "@/server/lib/defined";
import { findContactLink, listContactLinks } from "@/server/queries/contacts/contact-links";
import { getContact } from "@/server/queries/contacts/list-contacts";
import {
  type ContactOrder,
  type ContactsFilter,
  type ContactsPage,
  countContacts,
  listContactsBy,
  listContactsPage,
} from "@/server/queries/contacts/list-contacts-page";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { getAccountSettings } from "@/server/queries/members/account";
import { filterContacts } from "./filter-contacts";

export const contactRoutes: readonly Route[] = [
  ["GET", "/contacts", (c) => list(c)],
  ["POST", "/contacts", create],
  ["GET", "/contacts/search", search],
  ["POST", "/contacts/filter", filter],
  ["GET", "/contacts/:contact_id", show],
  [CHANGE, "/contacts/:contact_id", update],
  ["DELETE", "/contacts/:contact_id", destroy],
  ["POST", "/contacts/:contact_id/destroy_custom_attributes", removeAttributes],
  ["GET", "/contacts/:contact_id/conversations", conversations],
  ["POST", "/contacts/:contact_id/contact_inboxes", createLink],
  ["GET", "/contacts/:contact_id/contactable_inboxes", listContactable],
  ["POST", "/contact_inboxes/filter", findByLink],
];

async function list(c: ChatwootContext, given?: Params): Promise<Response> {
  const params = given ?? (await readParams(c.req.raw));
  const { caller, services } = c.var;
  const filter = { onlyIdentified: true, labels: labelsOf(params) };
  const found = await readPage(c, params, filter);
  const count = await countContacts(services.database, caller, filter);
  const payload = await showContacts(c, found, params);
  return c.json({ meta: { count, current_page: pageOf(params).page }, payload });
}

/** Any of these; undefined = all contacts. */
function labelsOf(params: Params): string[] | undefined {
  const labels = params.list("labels", LABEL_CHARS_MAX)?.map((label) => label.trim().toLowerCase());
  return labels?.length ? labels : undefined;
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
  if (!params.has("payload")) return list(c, params);
  const found = await filterContacts(c, params);
  const ids = found.map(({ id }) => id);
  const page = await readPage(c, params, { ids });
  const payload = await showContacts(c, page, params);
  return c.json({ meta: { count: found.length, current_page: pageOf(params).page }, payload });
}

/** `by` null: by time of creation. */
function pageOf(params: Params) {
  const sort = params.text("sort") ?? "-created_at";
  const key = sort.replace(/^-/, "");
  const by = ownEntry(ORDERS, key);
  if (by === undefined)
    throw invalid("sort", `must be one of ${Object.keys(ORDERS).join(", ")}, or one of these after a minus`);
  return { page: params.count("page") ?? 1, size: CONTACTS_A_PAGE, by, isDescending: sort.startsWith("-") };
}

const ORDERS: Readonly<Record<string, ContactOrder | null>> = {
  created_at: null,
  last_activity_at: "lastActivity",
  name: "name",
  email: "email",
  phone_number: "phone",
  company_name: "company",
  city: "city",
  country: "country",
};

/** The page that is asked for, in the order that is asked for. */
function readPage(c: ChatwootContext, params: Params, filter: ContactsFilter): Promise<ContactsPage> {
  const { services, caller } = c.var;
  const { by, isDescending, ...page } = pageOf(params);
  if (by) return listContactsBy(services.database, caller, { ...filter, ...page, by, isDescending });
  const numbered = { ...filter, ...page, oldestFirst: !isDescending };
  return listContactsPage(services.database, caller, numbered);
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
  const { acceptsKnownContacts: orExisting } = await getAccountSettings(services.database, caller);
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

async function removeAttributes(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  const { result } = await c.var.services.run(updateContact, c.var.caller, {
    contactId: pathId(c, "contact_id"),
    remove: readAttributeNames(params),
  });
  const [payload] = await showContacts(c, { contacts: [result], hasMore: false }, params);
  return c.json({ payload });
}

/** With all conversations, permanently. */
async function destroy(c: ChatwootContext): Promise<Response> {
  await c.var.services.run(deleteContact, c.var.caller, { contactId: pathId(c, "contact_id") });
  return c.body(null, 200);
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
