import { z } from "zod";
import type { Services } from "@/server/commands/_run/services";
import { createContact } from "@/server/commands/contacts/create-contact";
import { updateContact } from "@/server/commands/contacts/update-contact";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { attributesOf, customerBody, readCustomer } from "@/server/dialects/freescout/input/customer-params";
import { given, parseInput, readJson, readQuery, text } from "@/server/dialects/freescout/input/read-input";
import { answerCreated } from "@/server/dialects/freescout/json/answer-created";
import { customerBody as customerJson } from "@/server/dialects/freescout/json/customer-body";
import { listJson, pageOf, paging, type WirePage } from "@/server/dialects/freescout/json/paging";
import { findContactBy } from "@/server/queries/contacts/find-contact-by";
import { getContact } from "@/server/queries/contacts/list-contacts";
import { countContacts, listContactsPage } from "@/server/queries/contacts/list-contacts-page";
import { type FreescoutContext, pathId, type Route } from "./context";
import { invalid } from "./errors";

export const customerRoutes: readonly Route[] = [
  ["GET", "/customers", list],
  ["POST", "/customers", create],
  ["GET", "/customers/:id", show],
  ["PUT", "/customers/:id", update],
];

const query = z.object({
  ...paging,
  firstName: given(text(255)),
  lastName: given(text(255)),
  email: given(text(254)),
  phone: given(text(40)),
  sortField: given(z.literal(["createdAt", ""], "must be createdAt")),
  sortOrder: given(z.literal(["asc", "desc", ""], "must be asc or desc")),
  updatedSince: given(z.literal("", "is not supported: read /v1/contacts?updatedSince")),
});

/** By time of creation, the newest first. `firstName` and `lastName` match parts of the name; e-mail and phone match in full. */
async function list(c: FreescoutContext): Promise<Response> {
  const requested = readQuery(c, query);
  const page = pageOf(requested);
  const { data, total } = await find(c.var.services.database, c.var.caller, requested, page);
  return c.json(listJson("customers", data.map(customerJson), { ...page, total }));
}

type Found = { data: ContactDto[]; total: number };

async function find(
  database: Services["database"],
  caller: Caller,
  requested: z.infer<typeof query>,
  { number, size }: WirePage,
): Promise<Found> {
  const { email, phone, firstName = "", lastName = "", sortOrder } = requested;
  if (email || phone) {
    const one = await findContactBy(database, caller, { email: email || null, phone: phone || null });
    return { data: one && number === 1 ? [one] : [], total: one ? 1 : 0 };
  }
  const filter = { query: `${firstName} ${lastName}`.trim() || null };
  const paged = { ...filter, page: number, size, oldestFirst: sortOrder === "asc" };
  const { contacts } = await listContactsPage(database, caller.accountId, paged);
  return { data: contacts, total: await countContacts(database, caller.accountId, filter) };
}

async function show(c: FreescoutContext): Promise<Response> {
  return c.json(customerJson(await getContact(c.var.services.database, c.var.caller, pathId(c))));
}

async function create(c: FreescoutContext): Promise<Response> {
  const { bytes, json } = await readJson(c);
  const body = parseInput(customerBody, json);
  const { name, email = null, phone = null } = readCustomer(body, { name: "", email: null });
  const called = name || email || phone;
  if (!called) throw invalid({ path: "firstName", message: "say a name, an e-mail address or a phone" });
  const input = { name: called, email, phone, customAttributes: attributesOf(body) };
  return answerCreated(c, createContact, input, { bytes, show: ({ contact }) => customerJson(contact) });
}

/** Absent fields stay; `emails` and `phones` replace the current ones. */
async function update(c: FreescoutContext): Promise<Response> {
  const { caller, services } = c.var;
  const body = parseInput(customerBody, (await readJson(c)).json);
  const now = await getContact(services.database, caller, pathId(c));
  const customAttributes = attributesOf(body);
  await services.run(updateContact, caller, {
    contactId: now.id,
    ...readCustomer(body, now),
    ...(Object.keys(customAttributes).length > 0 ? { merge: { customAttributes } } : {}),
  });
  return c.body(null, 204);
}
