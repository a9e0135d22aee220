import { createVisitor, updateVisitor } from "@/server/commands/contacts/visitors";
import type { ContactDto, InboxDto } from "@/server/contract/_shared/dto";
import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import { pubsubToken } from "@/server/dialects/chatwoot/cable/pubsub-token";
import type { PublicContext } from "@/server/dialects/chatwoot/context";
import { WireError } from "@/server/dialects/chatwoot/errors";
import { readContact } from "@/server/dialects/chatwoot/input/contact-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { contactIdentityJson } from "@/server/dialects/chatwoot/json/contact-json";
import { newPublicId, newSecret } from "@/server/lib/crypto/stored-secret";
import { findVisitorLink } from "@/server/queries/contacts/contact-links";
import { hasIdentitySecret, isSignedIdentity } from "@/server/queries/inboxes/inbox-secrets";
import { asCustomer, type PublicInbox, reachCustomer, reachPublicInbox } from "./reach-customer";

const SIGNATURE_CHARS = 64;

/** A contact as its own software sees it. */
export const publicContactJson = ({ identifier }: InboxDto, contact: ContactDto, sourceId: string) => ({
  source_id: sourceId,
  pubsub_token: pubsubToken({ kind: "customer", identifier, sourceId }),
  id: contact.id,
  name: contact.name,
  ...addressesJson(contact),
});

/** Where a contact is reached, as known or as they claim. */
function addressesJson({ email, phone, additionalAttributes }: ContactDto) {
  const unverified = Object(additionalAttributes["unverified"]);
  return { email: email ?? unverified.email ?? null, phone_number: phone ?? unverified.phone ?? null };
}

/**
 * Creates a customer, or returns the one with this source id. Unlike upstream the source id of a new one is always random and
 * ours, and a customer is found by identifier only if `identifier_hash` signs it: anybody can claim an identifier, email or
 * phone. Those are kept as unverified, and the answer is the same whether a contact has them or not.
 */
export async function createCustomer(c: PublicContext): Promise<Response> {
  const publicInbox = await reachPublicInbox(c);
  const params = await readParams(c.req.raw, "contact");
  const known = await findKnown(c, publicInbox, params);
  if (known) return c.json(known);
  const { name, email, phone, identifier, customAttributes } = readContact(params);
  const signature = params.text("identifier_hash", SIGNATURE_CHARS);
  const sourceId = newSecret();
  const { result } = await c.var.services.run(createVisitor, publicInbox.caller, {
    inboxId: publicInbox.inbox.id,
    sourceId,
    name: name || `Visitor ${newPublicId().slice(0, 4)}`,
    claims: { email: email ?? null, phone: phone ?? null, identifier: identifier ?? null },
    identity: await signedIdentity(c, publicInbox, { identifier, signature }),
    ...(customAttributes && { customAttributes }),
  });
  return c.json(publicContactJson(publicInbox.inbox, result.contact, sourceId));
}

async function findKnown(c: PublicContext, publicInbox: PublicInbox, params: Params) {
  const sourceId = params.text("source_id", SOURCE_ID_CHARS_MAX);
  if (!sourceId) return null;
  const { accountId } = publicInbox.caller;
  const at = { sourceId, inboxId: publicInbox.inbox.id };
  const link = await findVisitorLink(c.var.services.database, accountId, at);
  if (!link) return null;
  const { contact } = await asCustomer(c, publicInbox, link);
  return publicContactJson(publicInbox.inbox, contact, link.sourceId);
}

type Claim = string | null | undefined;

/** The identifier, if `identifier_hash` signs it; null without a hash. Refuses a wrong one, as upstream. */
async function signedIdentity(
  c: PublicContext,
  { caller: { accountId }, inbox }: PublicInbox,
  { identifier, signature }: { identifier: Claim; signature: Claim },
): Promise<string | null> {
  if (!signature || !identifier) return null;
  const at = { accountId, inboxId: inbox.id };
  if (await isSignedIdentity(c.var.services.database, at, { identifier, signature })) return identifier;
  throw new WireError({
    status: 401,
    body: { error: "HMAC failed: Invalid Identifier Hash Provided" },
  });
}

export async function showCustomer(c: PublicContext): Promise<Response> {
  const { inbox, contact, link } = await reachCustomer(c);
  return c.json(publicContactJson(inbox, contact, link.sourceId));
}

/** The contact as upstream answers a change: the record alone, without the source id. */
export async function updateCustomer(c: PublicContext): Promise<Response> {
  const { contact, caller } = await reachCustomer(c);
  const { name, email, phone, customAttributes } = readContact(await readParams(c.req.raw, "contact"));
  const { result } = await c.var.services.run(updateVisitor, caller, {
    contactId: contact.id,
    ...(name && { name }),
    ...(email && { email }),
    ...(phone && { phone }),
    ...(customAttributes && { customAttributes }),
  });
  const { additional_attributes: _, identifier: __, ...shown } = contactIdentityJson(result);
  return c.json({ ...shown, ...addressesJson(result) });
}

/**
 * The inbox as its customers' software sees it. What Tickline does not have is reported as off. Without the name: members choose
 * it for themselves, and nothing tells them that customers could read it.
 */
export async function showPublicInbox(c: PublicContext): Promise<Response> {
  const { inbox, caller } = await reachPublicInbox(c);
  const at = { accountId: caller.accountId, inboxId: inbox.id };
  return c.json({
    identifier: inbox.identifier,
    identity_validation_enabled: await hasIdentitySecret(c.var.services.database, at),
    name: null,
    timezone: "UTC",
    working_hours: [],
    working_hours_enabled: false,
    csat_survey_enabled: false,
    greeting_enabled: false,
  });
}
