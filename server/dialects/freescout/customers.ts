import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import type { Services } from "@/server/commands/_run/services";
import { lockReached } from "@/server/commands/_steps/require-contact";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { PHONE_PATTERN } from "@/server/contract/contact/constants";
import type { WireThread } from "@/server/dialects/freescout/input/conversation-params";
import {
  attributesOf,
  type CustomerBody,
  customerBody,
  isInternational,
  phone,
  readCustomer,
} from "@/server/dialects/freescout/input/customer-params";
import { nonEmpty, ORDERS } from "@/server/dialects/freescout/input/list-params";
import {
  given,
  instant,
  parseInput,
  readJson,
  readQuery,
  text,
} from "@/server/dialects/freescout/input/read-input";
import { answerCreated } from "@/server/dialects/freescout/json/answer-created";
import { customerBody as customerJson, otherPhonesOf } from "@/server/dialects/freescout/json/customer-body";
import { listJson, pageOf, paging, type WirePage } from "@/server/dialects/freescout/json/paging";
import { isSameCustomer } from "@/server/dialects/freescout/queries/present-customer";
import { scanContacts } from "@/server/dialects/freescout/queries/scan-contacts";
import { findContactBy } from "@/server/queries/contacts/find-contacts";
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

const KEYS = {
  createdAt: "created_at",
  firstName: "first_word",
  lastName: "other_words",
  updatedAt: "updated_at",
} as const;
const FIELDS = ["createdAt", "firstName", "lastName", "updatedAt"] as const satisfies (keyof typeof KEYS)[];

const query = z.object({
  ...paging,
  firstName: given(text(255)),
  lastName: given(text(255)),
  email: given(text(254)),
  phone: nonEmpty(phone),
  sortField: nonEmpty(z.enum(FIELDS, { error: `must be one of ${FIELDS.join(", ")}` })),
  sortOrder: nonEmpty(z.enum(ORDERS, { error: "must be asc or desc" })),
  updatedSince: nonEmpty(instant),
});

/**
 * By time of creation, the newest first, unless another order is requested. `firstName` and `lastName` match parts of
 * the name; an email matches in full, a phone in full or by its digits.
 */
async function list(c: FreescoutContext): Promise<Response> {
  const requested = readQuery(c, query);
  const page = pageOf(requested);
  const { data, total } = await find(c.var.services.database, c.var.caller, requested, page);
  return c.json(listJson("customers", data.map(customerJson), { ...page, total }));
}

type Db = Parameters<typeof findContactBy>[0];
type Tx = Parameters<typeof lockReached>[0];
type Found = { data: ContactDto[]; total: number };

async function find(
  database: Services["database"],
  caller: Caller,
  requested: z.infer<typeof query>,
  { number, size }: WirePage,
): Promise<Found> {
  const { email, phone: called, firstName = "", lastName = "", updatedSince } = requested;
  const { sortField = "createdAt", sortOrder = "desc" } = requested;
  if (email || called) {
    const one = email ? await findCustomer(database, caller, { email, phone: called }) : null;
    const all = one ? [one] : called && !email ? await listByPhone(database, caller, called) : [];
    return { data: all.slice((number - 1) * size, number * size), total: all.length };
  }
  const filter = { query: `${firstName} ${lastName}`.trim() || null };
  if (updatedSince || sortField !== "createdAt") {
    const order = { by: KEYS[sortField], direction: sortOrder };
    return scanContacts(database, caller, { ...filter, updatedSince, order, page: number, size });
  }
  const paged = { ...filter, page: number, size, oldestFirst: sortOrder === "asc" };
  const { contacts } = await listContactsPage(database, caller, paged);
  return { data: contacts, total: await countContacts(database, caller, filter) };
}

async function show(c: FreescoutContext): Promise<Response> {
  return c.json(customerJson(await getContact(c.var.services.database, c.var.caller, pathId(c))));
}

async function create(c: FreescoutContext): Promise<Response> {
  const { bytes, json } = await readJson(c);
  const body = parseInput(customerBody, json);
  const fields = readCustomer(body, { name: "", email: null, phone: null, additionalAttributes: {} });
  const { email = null, phone: main = null, additionalAttributes = {} } = fields;
  const [local] = otherPhonesOf({ additionalAttributes });
  const called = fields.name || email || main || local;
  if (!called) throw invalid({ path: "firstName", message: "say a name, an email address or a phone" });
  const { caller, services } = c.var;
  const identifier =
    main === null && local !== undefined
      ? await freeIdentifier(services.database, caller, { digits: local })
      : null;
  const customAttributes = attributesOf(body);
  const input = { name: called, email, phone: main, identifier, customAttributes, additionalAttributes };
  return answerCreated(c, createContact, input, { bytes, show: ({ contact }) => customerJson(contact) });
}

/**
 * The identifier of a number without its country, unless a customer of the account other than `ownId` has that, whether the caller reaches
 * them or not: a household shares one.
 */
async function freeIdentifier(db: Db, caller: Caller, { digits, ownId }: { digits: string; ownId?: number }) {
  const identifier = localIdentifier(digits);
  const { contactScope: _, ...wholeAccount } = caller;
  const known = await findContactBy(db, wholeAccount, { identifier });
  return known && known.id !== ownId ? null : identifier;
}

/** Absent fields stay; `emails` and `phones` replace the current ones. */
async function update(c: FreescoutContext): Promise<Response> {
  const { caller, services } = c.var;
  const body = parseInput(customerBody, (await readJson(c)).json);
  await services.run(updateCustomer, caller, { contactId: pathId(c), body });
  return c.body(null, 204);
}

/** What a body adds to, or leaves, is read under the contact's lock: of two requests at once neither undoes the other's. */
const updateCustomer: Command<{ contactId: number; body: CustomerBody }, ContactDto> = async (
  tx,
  { contactId, body },
) => {
  const now = await lockReached(tx, contactId);
  const { additionalAttributes = {}, ...fields } = readCustomer(body, now);
  const customAttributes = attributesOf(body);
  const merge = {
    ...(Object.keys(customAttributes).length > 0 && { customAttributes }),
    ...(Object.keys(additionalAttributes).length > 0 && { additionalAttributes }),
  };
  const attributes = { ...now.additionalAttributes, ...additionalAttributes };
  const after = { ...now, ...fields, additionalAttributes: attributes };
  const called = fields.phone === undefined ? {} : { identifier: await identifierAfter(tx, now, after) };
  return updateContact(tx, { contactId: now.id, ...fields, ...called, merge });
};

type Called = Pick<ContactDto, "id" | "phone" | "identifier" | "additionalAttributes">;

/**
 * The identifier of a customer whose phones change. One that another program gave stays, and one of a number that stays; else it is
 * that of the first number without a country, if no phone has one.
 */
async function identifierAfter(tx: Tx, now: Called, after: Called): Promise<string | null> {
  const locals = otherPhonesOf(after).filter((one) => !isInternational(one));
  const isOf = (phones: string[]) => phones.some((one) => localIdentifier(one) === now.identifier);
  if (now.identifier !== null && (!isOf(otherPhonesOf(now)) || isOf(locals))) return now.identifier;
  const [digits] = locals;
  if (digits === undefined || after.phone !== null) return null;
  return freeIdentifier(tx, tx.caller, { digits, ownId: now.id });
}

/** The identifier by which a customer is found who has no phone with a country code. */
export const localIdentifier = (digits: string): string => `tel:${digits}`;

type Reached = { email?: string | null | undefined; phone?: string | null | undefined };

/**
 * The customer with this email address, or else this phone: with its country code, also written without the plus; or, if it has
 * none, as it was given.
 */
export async function findCustomer(
  db: Db,
  caller: Caller,
  { email = null, phone = null }: Reached,
): Promise<ContactDto | null> {
  if (phone === null || isInternational(phone)) return findContactBy(db, caller, { email, phone });
  const withPlus = `+${phone}`;
  const known = PHONE_PATTERN.test(withPlus) ? withPlus : null;
  return (
    (await findContactBy(db, caller, { email, phone: known })) ??
    findContactBy(db, caller, { identifier: localIdentifier(phone) })
  );
}

type Author = NonNullable<WireThread["customer"]>;

/**
 * Refuses an author of a thread who is another known customer: their text would show as that of the conversation's customer. An address
 * that nobody has may be that customer's own.
 */
export async function requireOwnThread(
  db: Db,
  caller: Caller,
  { contactId, author, path }: { contactId: number; author: Author | undefined; path: string },
): Promise<void> {
  if (!author) return;
  const { id, email, phone: called } = author;
  const authorId = id ?? (await findCustomer(db, caller, { email, phone: phone.safeParse(called).data }))?.id;
  if (authorId !== undefined && !(await isSameCustomer(db, caller, [authorId, contactId])))
    throw invalid({ path: `${path}.${namedBy(author)}`, message: "is not the conversation's customer" });
}

const namedBy = ({ id, email }: Author): "id" | "email" | "phone" =>
  id !== undefined ? "id" : email !== undefined ? "email" : "phone";

/** The digits of a phone by which others are found that contain them; fewer would find half of a country. */
const PART_DIGITS_MIN = 7;
/** Customers of one answer to a part of a phone. */
const PART_CUSTOMERS_MAX = 50;

/**
 * The customers with this phone, or else, as FreeScout compares digits, those whose phone contains them: the newest 50.
 * Only for lists: a message never goes to somebody who was found by a part.
 */
async function listByPhone(db: Db, caller: Caller, phone: string): Promise<ContactDto[]> {
  const exact = await findCustomer(db, caller, { phone });
  if (exact) return [exact];
  if (isInternational(phone) || phone.length < PART_DIGITS_MIN) return [];
  const wanted = { query: phone, page: 1, size: PART_CUSTOMERS_MAX };
  const { contacts } = await listContactsPage(db, caller, wanted);
  return contacts.filter((contact) => contact.phone?.includes(phone));
}
